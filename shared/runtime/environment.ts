import * as z from 'zod';
import { listShardsTextSchema } from '../domain/scale/list-shards.ts';

const environmentSchema = z.object({
  TABLE_SESSION_CONTROL: z.string().default('SessionControl'),
  TABLE_SESSIONS: z.string().default('Sessions'),
  TABLE_ACTIVITY: z.string().default('Activity'),
  TABLE_MANUAL_TASKS: z.string().default('ManualTasks'),
  TABLE_AUDIT: z.string().default('Audit'),
  TABLE_CATALOG: z.string().default('Catalog'),
  TABLE_RATE_LIMITS: z.string().default('RateLimits'),
  /** ARN of the state machine that drives sessions. */
  STATE_MACHINE_ARN: z.string().default(''),
  /** Name of the product's event bus. */
  EVENT_BUS: z.string().default('agent-sessions'),
  /** ARN of the function that fires triggers; rules and schedules have it as their target. */
  FIRE_TRIGGER_ARN: z.string().default(''),
  /** Name of the group that holds the schedules of triggers. */
  SCHEDULE_GROUP: z.string().default('agent-sessions'),
  /** ARN of the role as which Scheduler invokes the function that fires triggers. */
  SCHEDULE_ROLE_ARN: z.string().default(''),
  /** ARN of the queue for occurrences that could not be handed over. */
  UNDELIVERED_FIRINGS_ARN: z.string().default(''),
  /** First part of the names of secrets in Secrets Manager. */
  SECRETS_PREFIX: z.string().default('agent-sessions/local'),
  /** Into how many partitions the lists of a tenant are spread, by tenant, as JSON; that under `*` is for the others. */
  LIST_SHARDS: z.string().default('{}').pipe(listShardsTextSchema),
  /** Days after which ended sessions delete themselves; 0: never. */
  RETENTION_DAYS: z.coerce.number().min(0).default(0),
  /**
   * Requests of a user, and of a tenant, as `perSecond:atOnce` or `none` (shared/domain/access/rate-limit.ts). The defaults are
   * for a laptop: beyond what one can answer.
   */
  LIMIT_USER_READS: z.string().default('10000:100000'),
  LIMIT_USER_COMMANDS: z.string().default('10000:100000'),
  LIMIT_TENANT_READS: z.string().default('20000:200000'),
  LIMIT_TENANT_COMMANDS: z.string().default('20000:200000'),
  /** What the sessions of one tenant may spend on one day (UTC) together, in tokens and in US dollars; 0: as much as they like. */
  TENANT_DAILY_TOKENS: z.coerce.number().int().min(0).default(0),
  TENANT_DAILY_COST_USD: z.coerce.number().min(0).default(0),
  /** `host:port` pairs, comma-separated, that tools may reach although they are loopback or private. */
  TOOL_HOSTS_ALLOWED: z.string().default(''),
  /** Name of the function that asks MCP servers what they offer; empty: whoever wants to know asks. */
  ASK_MCP_SERVER: z.string().default(''),
  /** Names or ARNs of the Lambda functions that tools may call, by tenant, as JSON; those under `*` are for every tenant. */
  TOOL_FUNCTIONS_ALLOWED: z.string().default('{}'),
  /** Name of the secret with the keys of model providers, as JSON by the names below; empty: they are in the environment. */
  MODEL_KEYS_SECRET: z.string().default(''),
  OPENAI_BASE_URL: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().optional(),
  /** Key of Anthropic's API. */
  ANTHROPIC_API_KEY: z.string().optional(),
  /** Another endpoint that speaks Anthropic's Messages API; absent: Anthropic's own. */
  ANTHROPIC_BASE_URL: z.string().optional(),
  /** Region whose Amazon Bedrock is asked; empty: Bedrock's models can't be used. */
  BEDROCK_REGION: z.string().default(''),
  /** Another address of Bedrock's runtime; absent: the region's own. AWS_ENDPOINT_URL is never taken for it. */
  BEDROCK_ENDPOINT_URL: z.string().optional(),
  /** Key of Bedrock, in place of signed calls. */
  BEDROCK_API_KEY: z.string().optional(),
  /** Calls of Bedrock are signed with these; in a function they are its role's. */
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  /** OpenTelemetry: where spans are sent by OTLP over HTTP (`/v1/traces` below it); empty: nowhere. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().default(''),
  /** Headers of those requests, as `name=value,…` with values percent-encoded. Secret: they may hold a key. */
  OTEL_EXPORTER_OTLP_HEADERS: z.string().default(''),
  /** By which name the service is known to OpenTelemetry. */
  OTEL_SERVICE_NAME: z.string().default('agent-sessions'),
  /** CloudWatch namespace of the metrics, of which the lines go to the function's log; empty: none are written. */
  METRICS_NAMESPACE: z.string().default(''),
  SERVICE_VERSION: z.string().default('0.1.0'),
});
export type Environment = z.infer<typeof environmentSchema>;

/** Reads the environment: the one place in the product that does. Called when first needed, not on import. */
export function readEnvironment(variables: Record<string, string | undefined> = process.env): Environment {
  return environmentSchema.parse(variables);
}
