import type { Node } from 'constructs';
import * as z from 'zod';

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
  const { exampleTenant, exampleAgentId, ...deployment } = deploymentSchema.parse({
    stage: node.tryGetContext('stage'),
    oidcIssuer: node.tryGetContext('oidcIssuer'),
    oidcAudience: node.tryGetContext('oidcAudience'),
    retentionDays: node.tryGetContext('retentionDays'),
    exampleTenant: node.tryGetContext('exampleTenant'),
    exampleAgentId: node.tryGetContext('exampleAgentId'),
  });
  const example = exampleOf(exampleTenant, exampleAgentId);
  return { ...deployment, production: deployment.stage === 'production', example };
}

function exampleOf(tenant: string | undefined, agentId: string | undefined): ExampleWorkflow | undefined {
  if (tenant === undefined && agentId === undefined) return undefined;
  if (tenant !== undefined && agentId !== undefined) return { tenant, agentId };
  throw new Error('The context values "exampleTenant" and "exampleAgentId" go together: give both, or neither.');
}
