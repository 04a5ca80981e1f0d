import type { Node } from 'constructs';
import * as z from 'zod';
import { rateLimitSchema } from '../../shared/domain/access/rate-limit.ts';

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

const deploymentSchema = z.object({
  /** Part of every stack's name, so that several deployments fit one account; `production` keeps its data when it is removed. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'The context value "stage" must be 1–20 characters of a–z, 0–9 and "-".')
    .default('development'),
  /** Issuer of the access tokens. The default names nobody: it synthesises, and a deployment with it is refused by API Gateway. */
  oidcIssuer: z.url({ error: 'The context value "oidcIssuer" must be a URL.' }).default('https://issuer.invalid'),
  /** Audience (or client id) that a token must be for. */
  oidcAudience: z.string().min(1).default('agent-sessions'),
  /** Days after which ended sessions delete themselves; 0: never. */
  retentionDays: z.coerce
    .number()
    .min(0, 'The context value "retentionDays" must be 0 (never) or a number of days.')
    .default(0),
  /**
   * What one user, and one tenant, may ask for: requests a second and at once. A person who clicks, and a script that does not
   * wait, stay far below; a tenant stays below the stage's 200 a second, which all tenants share.
   */
  limitUserReads: limit('limitUserReads', '50:200'),
  limitUserCommands: limit('limitUserCommands', '20:100'),
  limitTenantReads: limit('limitTenantReads', '100:300'),
  limitTenantCommands: limit('limitTenantCommands', '50:200'),
});

/** What differs from one deployment to the next: given by `--context name=value` or in cdk.json. */
export type Deployment = z.infer<typeof deploymentSchema> & { production: boolean };

export function readDeployment(node: Node): Deployment {
  const names = Object.keys(deploymentSchema.shape);
  const deployment = deploymentSchema.parse(Object.fromEntries(names.map((name) => [name, node.tryGetContext(name)])));
  return { ...deployment, production: deployment.stage === 'production' };
}
