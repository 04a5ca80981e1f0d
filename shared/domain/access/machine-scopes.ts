import type { Identity } from './identity.ts';
import { ROLES } from './roles.ts';
import { tenantIdSchema } from './tenant-id.ts';

/** Identifier of the resource server in the user pool; its scopes say whose a machine client is and what it may do. */
export const RESOURCE_SERVER = 'agent-sessions';

/** The claim with a machine's roles: Cognito puts no groups into its token, and lets nobody put them there. */
export const MACHINE_ROLES_CLAIM = 'agent-sessions:roles';

/** What a machine client is: its tenant, and what a person would have in groups and attributes. */
export type Machine = { tenant: string; roles: string[]; projects: Identity['projects'] };

/** The names of the scopes that a machine client is allowed. */
export function machineScopes({ tenant, roles, projects }: Machine): string[] {
  const shown = projects === '*' ? ['projects.all'] : projects.map((project) => `project.${project}`);
  return [`tenant.${tenant}`, ...roles.map((role) => `role.${role}`), ...shown];
}

/** What the scopes of a token, which the client was allowed and asked for, make of it. `undefined`: not one tenant. */
export function machineOf(scopes: readonly string[]): Machine | undefined {
  const named = (kind: string) =>
    scopes.flatMap((scope) => {
      const prefix = `${RESOURCE_SERVER}/${kind}.`;
      return scope.startsWith(prefix) ? [scope.slice(prefix.length)] : [];
    });
  const [first, ...others] = named('tenant');
  const { data: tenant } = tenantIdSchema.safeParse(first);
  if (tenant === undefined || others.length > 0) return undefined;
  const roles = named('role').filter((name) => ROLES.some((role) => role === name));
  return { tenant, roles, projects: named('projects').includes('all') ? '*' : named('project') };
}
