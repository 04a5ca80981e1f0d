import type { Permission } from '../../../shared/domain/access/permissions.ts';
import { links } from '../links.ts';

/** A page of the navigation, and what opening it needs. */
export type Page = { text: string; href: string; permission: Permission };

export const PAGES: readonly Page[] = [
  { text: 'Sessions', href: links.sessions(), permission: 'agent-sessions:view' },
  { text: 'Work Center', href: links.tasks(), permission: 'manual-tasks:read' },
  { text: 'Agents', href: links.agents(), permission: 'agents:read' },
  { text: 'Triggers', href: links.triggers(), permission: 'triggers:read' },
  { text: 'Workflows', href: links.workflows(), permission: 'workflows:read' },
  { text: 'Jobs', href: links.jobs(), permission: 'workflows:read' },
  { text: 'Models', href: links.models(), permission: 'agents:read' },
  { text: 'Secrets', href: links.secrets(), permission: 'secrets:write' },
];

/** The page that an address belongs to. */
export function pageAt(pathname: string): Page | undefined {
  return PAGES.find(({ href }) => pathname === href || pathname.startsWith(`${href}/`));
}

/** The pages that somebody with these permissions may open. */
export function pagesFor(may: (permission: Permission) => boolean): Page[] {
  return PAGES.filter(({ permission }) => may(permission));
}
