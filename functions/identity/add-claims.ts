import * as z from 'zod';
import { MACHINE_ROLES_CLAIM, machineOf } from '../../shared/domain/access/machine-scopes.ts';
import { tenantIdSchema } from '../../shared/domain/access/tenant-id.ts';
import { type Logger, newLogger } from '../../shared/runtime/logger.ts';

/** Names in the user pool. Only administrators can write them: no app client may. */
const TENANT_ATTRIBUTE = 'custom:tenant';
const PROJECTS_ATTRIBUTE = 'custom:projects';
const MAX_NAME_LENGTH = 200;

/** What is read of the pre-token-generation event, version 3 (`V3_0`). A machine has no attributes. */
const eventSchema = z.looseObject({
  triggerSource: z.string(),
  callerContext: z.looseObject({ clientId: z.string() }),
  request: z.looseObject({
    userAttributes: z.record(z.string(), z.string()).nullish(),
    scopes: z.array(z.string()).nullish(),
  }),
});
type TokenEvent = z.infer<typeof eventSchema>;
type Claims = Record<string, string | string[]>;

/**
 * Puts `tenant`, `projects` and `name` into an access token before Cognito signs it: a person's from attributes that only
 * administrators write, a machine client's from the scopes that it is allowed. Nothing comes from what the caller sends with the
 * sign-in (`clientMetadata`). Without one valid tenant the token gets none of them, and the API answers it with 401.
 */
export function addClaimsHandler({ logger }: { logger: Logger }) {
  return async (event: unknown) => {
    const parsed = eventSchema.parse(event);
    const { triggerSource, callerContext } = parsed;
    const claims = triggerSource === 'TokenGeneration_ClientCredentials' ? machineClaims(parsed) : userClaims(parsed);
    if (claims === undefined) logger.warn('identity.no-tenant', { triggerSource, clientId: callerContext.clientId });
    return {
      ...parsed,
      response: {
        claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims ?? {} } },
      },
    };
  };
}

function userClaims({ request: { userAttributes } }: TokenEvent): Claims | undefined {
  const { data: tenant } = tenantIdSchema.safeParse(userAttributes?.[TENANT_ATTRIBUTE]);
  if (tenant === undefined) return undefined;
  const projects = (userAttributes?.[PROJECTS_ATTRIBUTE] ?? '').split(/[\s,]+/).filter((project) => project !== '');
  const name = userAttributes?.name || userAttributes?.email;
  return { tenant, projects, ...(name ? { name: name.slice(0, MAX_NAME_LENGTH) } : {}) };
}

function machineClaims({ callerContext, request }: TokenEvent): Claims | undefined {
  const machine = machineOf(request.scopes ?? []);
  if (machine === undefined) return undefined;
  const { tenant, roles, projects } = machine;
  const name = `machine ${callerContext.clientId}`;
  return { tenant, projects: projects === '*' ? ['*'] : projects, name, [MACHINE_ROLES_CLAIM]: roles };
}

export const handler = addClaimsHandler({ logger: newLogger('add-claims') });
