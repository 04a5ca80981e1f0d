import type { Node } from 'constructs';
import * as z from 'zod';
import { rateLimitSchema } from '../../shared/domain/access/rate-limit.ts';
import { ROLES } from '../../shared/domain/access/roles.ts';
import { tenantIdSchema } from '../../shared/domain/access/tenant-id.ts';
import { listShardsSchema } from '../../shared/domain/scale/list-shards.ts';
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
  /** Name of a secret in this account and region with the keys of model providers: `{ "ANTHROPIC_API_KEY": "…", "OPENAI_BASE_URL": "…" }`. */
  modelKeysSecret: z
    .string()
    .regex(/^[\w/+=.@-]{1,512}$/, 'The context value "modelKeysSecret" must be the name of a secret.')
    .optional(),
  /** Of `oidcIssuer`: the console's client id; absent: the same as the audience. */
  oidcClientId: z.string().min(1).optional(),
  /** Of `oidcIssuer`: what the console asks for, so that its access tokens are for the audience. */
  oidcScope: z.string().min(1).default('openid'),
  /** Of `oidcIssuer`: other origins that tokens are asked from, comma-separated; the console may reach no others. */
  oidcOrigins: z.string().transform(originsIn).default([]),
  /** Host name of the console and the API; absent: one that CloudFront gives. */
  consoleDomain: z
    .string()
    .regex(/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, 'The context value "consoleDomain" must be a host name, without https://.')
    .optional(),
  /** Of `consoleDomain`: ARN of its certificate in ACM. */
  consoleCertificate: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/.+$/,
      'The context value "consoleCertificate" must be the ARN of a certificate in us-east-1: CloudFront takes no others.',
    )
    .optional(),
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
  /** What the sessions of one tenant may spend together on one day (UTC): tokens, and US dollars; 0: as much as they like. */
  tenantDailyTokens: z.coerce
    .number()
    .int()
    .min(0, 'The context value "tenantDailyTokens" must be 0 (no limit) or a number of tokens.')
    .default(0),
  tenantDailyCostUsd: z.coerce
    .number()
    .min(0, 'The context value "tenantDailyCostUsd" must be 0 (no limit) or an amount of US dollars.')
    .default(0),
  /** Into how many partitions the lists of a tenant are spread, by tenant (`*`: of the others): more take more starts a second. */
  listShards: z.preprocess(
    parsedContext,
    listShardsSchema.default({}).catch(({ error }) => {
      throw new Error(`The context value "listShards" ${error.issues[0]?.message}.`);
    }),
  ),
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

/** An OIDC issuer in place of the own user pool. */
export type OtherIssuer = {
  url: string;
  audience: string[];
  /** The console, as it knows it. */
  clientId: string;
  /** What the console asks for. */
  scope: string;
  /** Where tokens are asked from. */
  origins: string[];
};

/** A host name of the operator's own, with its certificate. */
export type OwnDomain = { name: string; certificateArn: string };

type Given = z.infer<typeof deploymentSchema>;

/** What differs from one deployment to the next: given by `--context name=value` or in cdk.json. */
export type Deployment = Omit<Given, `oidc${string}` | `console${string}` | `example${string}`> & {
  production: boolean;
  otherIssuer: OtherIssuer | undefined;
  ownDomain: OwnDomain | undefined;
  example: ExampleWorkflow | undefined;
};

export function readDeployment(node: Node): Deployment {
  const names = Object.keys(deploymentSchema.shape);
  const given = deploymentSchema.parse(Object.fromEntries(names.map((name) => [name, node.tryGetContext(name)])));
  return {
    ...given,
    production: given.stage === 'production',
    otherIssuer: otherIssuerOf(given),
    ownDomain: ownDomainOf(given),
    example: exampleOf(given),
  };
}

function otherIssuerOf({ oidcIssuer, oidcAudience, oidcClientId, ...given }: Given): OtherIssuer | undefined {
  if (oidcIssuer === undefined) return undefined;
  return {
    url: oidcIssuer,
    audience: [oidcAudience],
    clientId: oidcClientId ?? oidcAudience,
    scope: given.oidcScope,
    origins: [...new Set([new URL(oidcIssuer).origin, ...given.oidcOrigins])],
  };
}

function originsIn(text: string, { issues }: z.core.ParsePayload<string>): string[] {
  return text.split(',').map((part) => {
    const origin = part.trim();
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      const message = `The context value "oidcOrigins" must be origins such as https://login.example.com, not "${origin}".`;
      issues.push({ code: 'custom', input: text, message });
    }
    return origin;
  });
}

function ownDomainOf({ consoleDomain: name, consoleCertificate: certificateArn }: Given): OwnDomain | undefined {
  if (name === undefined && certificateArn === undefined) return undefined;
  if (name !== undefined && certificateArn !== undefined) return { name, certificateArn };
  throw new Error('The context values "consoleDomain" and "consoleCertificate" go together: give both, or neither.');
}

function exampleOf({ exampleTenant: tenant, exampleAgentId: agentId }: Given): ExampleWorkflow | undefined {
  if (tenant === undefined && agentId === undefined) return undefined;
  if (tenant !== undefined && agentId !== undefined) return { tenant, agentId };
  throw new Error('The context values "exampleTenant" and "exampleAgentId" go together: give both, or neither.');
}
