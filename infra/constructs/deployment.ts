import type { Node } from 'constructs';
import * as z from 'zod';
import { rateLimitSchema } from '../../shared/domain/access/rate-limit.ts';
import { ROLES } from '../../shared/domain/access/roles.ts';
import { tenantIdSchema } from '../../shared/domain/access/tenant-id.ts';
import { parsedContext } from './parsed-context.ts';
import { toolFunctionsSchema } from './tool-functions.ts';

/** Kept as text: the functions read it. */
function limit(name: string, usual: string) {
  return z
    .string()
    .refine(
      (text) => rateLimitSchema.safeParse(text).success,
      `The context value "${name}" must be requests a second and at once, such as "20:100", or "none".`,
    )
    .default(usual);
}

const machineClientSchema = z.strictObject({
  /** Names the client in the user pool and in the stack's outputs. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  tenant: tenantIdSchema,
  roles: z.array(z.enum(ROLES)).min(1),
  projects: z.union([z.literal('*'), z.array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/))]).default('*'),
});

/** A program of a tenant that gets its tokens with a secret (client credentials). */
export type MachineClient = z.infer<typeof machineClientSchema>;

/** A list in cdk.json; text on the command line. */
const machineClientsSchema = z.preprocess(
  parsedContext,
  z
    .array(machineClientSchema, {
      error: 'The context value "machineClients" must be a list of { name, tenant, roles, projects }, as JSON.',
    })
    .refine(
      (machines) => new Set(machines.map(({ name }) => name)).size === machines.length,
      'The context value "machineClients" has two clients of one name.',
    )
    .default([]),
);

const deploymentSchema = z.object({
  /** Part of every stack's name, so that several deployments fit one account; `production` keeps its data when it is removed. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'The context value "stage" must be 1–20 characters of a–z, 0–9 and "-".')
    .default('development'),
  /** Issuer of the access tokens; absent: the deployment gets a Cognito user pool of its own. */
  oidcIssuer: z.url({ error: 'The context value "oidcIssuer" must be a URL.' }).optional(),
  /** Audience (or client id) that a token of `oidcIssuer` must be for. */
  oidcAudience: z.string().min(1).default('agent-sessions'),
  /** Of the own user pool: where the console is, to which a sign-in leads back. */
  consoleUrl: z
    .url({ error: 'The context value "consoleUrl" must be a URL.', protocol: /^https?$/ })
    .default('http://localhost:4700/'),
  /** Of the own user pool: first part of the sign-in page's host name, unique in the region; absent: made of stage and account. */
  signInDomain: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'The context value "signInDomain" must be a part of a host name.')
    .optional(),
  /** Of the own user pool: programs of tenants. */
  machineClients: machineClientsSchema,
  /** Days after which ended sessions delete themselves; 0: never. */
  retentionDays: z.coerce
    .number()
    .min(0, 'The context value "retentionDays" must be 0 (never) or a number of days.')
    .default(0),
  /** Where spans of sessions are sent by OTLP over HTTP, such as a collector (`/v1/traces` below it); absent: nowhere. */
  otlpEndpoint: z
    .url({ error: 'The context value "otlpEndpoint" must be an http or https URL.', protocol: /^https?$/ })
    .optional(),
  /**
   * What one user, and one tenant, may ask for: requests a second and at once. A person who clicks, and a script that does not
   * wait, stay far below; a tenant stays below the stage's 200 a second, which all tenants share.
   */
  limitUserReads: limit('limitUserReads', '50:200'),
  limitUserCommands: limit('limitUserCommands', '20:100'),
  limitTenantReads: limit('limitTenantReads', '100:300'),
  limitTenantCommands: limit('limitTenantCommands', '50:200'),
  /** Lambda functions that tools may call, by tenant: nothing else can be invoked. */
  toolFunctions: toolFunctionsSchema,
  /** Tenant whose tag the example workflow carries. Absent: the example is left out. */
  exampleTenant: z.string().min(1).optional(),
  /** Agent of that tenant that the example runs. */
  exampleAgentId: z
    .string()
    .regex(/^agt_[0-9A-HJKMNP-TV-Z]{26}$/, 'The context value "exampleAgentId" must be the id of an agent: agt_…')
    .optional(),
});

/** Whose the example workflow is, and which of their agents it runs. */
export type ExampleWorkflow = { tenant: string; agentId: string };

/** What differs from one deployment to the next: given by `--context name=value` or in cdk.json. */
export type Deployment = Omit<z.infer<typeof deploymentSchema>, 'exampleTenant' | 'exampleAgentId'> & {
  production: boolean;
  example: ExampleWorkflow | undefined;
};

export function readDeployment(node: Node): Deployment {
  const names = Object.keys(deploymentSchema.shape);
  const { exampleTenant, exampleAgentId, ...deployment } = deploymentSchema.parse(
    Object.fromEntries(names.map((name) => [name, node.tryGetContext(name)])),
  );
  const example = exampleOf(exampleTenant, exampleAgentId);
  return { ...deployment, production: deployment.stage === 'production', example };
}

function exampleOf(tenant: string | undefined, agentId: string | undefined): ExampleWorkflow | undefined {
  if (tenant === undefined && agentId === undefined) return undefined;
  if (tenant !== undefined && agentId !== undefined) return { tenant, agentId };
  throw new Error('The context values "exampleTenant" and "exampleAgentId" go together: give both, or neither.');
}
