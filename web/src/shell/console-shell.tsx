import Button from '@cloudscape-design/components/button';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Permission } from '../../../shared/domain/access/permissions.ts';
import { NoticeBar } from '../design-system/notices.tsx';
import { useFollow } from '../design-system/use-follow.ts';
import { links } from '../links.ts';
import { type Me, useMe } from '../sign-in/me.tsx';
import { TopBar } from './top-bar.tsx';

const PAGES: { text: string; href: string; permission: Permission }[] = [
  { text: 'Sessions', href: links.sessions(), permission: 'agent-sessions:view' },
  { text: 'Agents', href: links.agents(), permission: 'agents:read' },
];

/** What surrounds every page. Cloudscape's own layout would be a fifth of the console's script; this needs none of its panels. */
export function ConsoleShell() {
  const me = useMe();
  const follow = useFollow();
  const { pathname } = useLocation();
  const [isNavigationOpen, setNavigationOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: following a link closes the navigation of a narrow window.
  useEffect(() => setNavigationOpen(false), [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="shell-top">
        <span className="shell-menu">
          <Button
            iconName="menu"
            variant="icon"
            ariaLabel="Navigation"
            ariaExpanded={isNavigationOpen}
            onClick={() => setNavigationOpen(!isNavigationOpen)}
          />
        </span>
        <TopBar />
      </header>
      <nav className={isNavigationOpen ? 'shell-side shell-side-open' : 'shell-side'} aria-label="Pages">
        <SideNavigation activeHref={activePage(pathname)} items={pagesOf(me)} onFollow={follow} />
      </nav>
      <main className="shell-page" id="page" tabIndex={-1}>
        <NoticeBar />
        <Outlet />
      </main>
    </div>
  );
}

function pagesOf(me: Me): SideNavigationProps.Item[] {
  return PAGES.filter(({ permission }) => me.may(permission)).map(({ text, href }) => ({ type: 'link', text, href }));
}

function activePage(pathname: string): string {
  return PAGES.find(({ href }) => pathname === href || pathname.startsWith(`${href}/`))?.href ?? '';
}
