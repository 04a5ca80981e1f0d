import * as z from 'zod';
import { Unauthenticated } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { MACHINE_ROLES_CLAIM } from '../../../shared/domain/access/machine-scopes.ts';
import { permissionsOf } from '../../../shared/domain/access/permissions-of.ts';
import { tenantIdSchema } from '../../../shared/domain/access/tenant-id.ts';

/** The gateway hands a list on as the text `[a b]`. */
const listSchema = z
  .union([z.array(z.string()), z.string().transform((text) => text.replace(/^\[(.*)\]$/s, '$1').split(/[\s,]+/))])
  .transform((names) => [...new Set(names.filter((name) => name !== ''))]);

const claimsSchema = z.object({
  sub: z.string().min(1).max(200),
  name: z.string().min(1).max(200).optional(),
  tenant: tenantIdSchema,
  'cognito:groups': listSchema.optional(),
  [MACHINE_ROLES_CLAIM]: listSchema.optional(),
  projects: listSchema.default([]),
});

/**
 * Who calls, from the verified token's claims and from nothing else.
 * @throws Unauthenticated without claims, and for claims that name no user or no tenant.
 */
export function identityFromClaims(claims: Record<string, unknown> | undefined): Identity {
  if (claims === undefined) throw new Unauthenticated('Send a token: Authorization: Bearer <JWT>.');
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    const wrong = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(', ');
    throw new Unauthenticated(
      `The token's claims can't be used: ${wrong}. Sign in again, or ask who issues the tokens.`,
    );
  }
  const { sub, name = sub, tenant, projects } = parsed.data;
  const roles = parsed.data['cognito:groups'] ?? parsed.data[MACHINE_ROLES_CLAIM] ?? [];
  return {
    tenantId: tenant,
    userId: sub,
    name,
    roles,
    permissions: permissionsOf(roles),
    projects: projects.includes('*') ? '*' : projects,
  };
}
