import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { TableName } from '../shared/contracts/tables.ts';
import { answerRun } from '../shared/effects/answer-run.ts';
import { executions } from '../shared/effects/executions.ts';
import { jobExecutions } from '../shared/effects/job-executions.ts';
import { lifecycleEvents } from '../shared/effects/lifecycle-events.ts';
import type { SweepDeps } from '../shared/effects/sweep-item.ts';
import { openBreaker } from '../shared/model-providers/breaker.ts';
import { modelKeys } from '../shared/model-providers/model-keys.ts';
import { loadedOnce } from '../shared/runtime/loaded-once.ts';
import { newSecret } from '../shared/runtime/new-secret.ts';
import { activityStore } from '../shared/storage/activity-store.ts';
import { agentStore } from '../shared/storage/agent-store.ts';
import { auditStore } from '../shared/storage/audit-store.ts';
import { bodyStore } from '../shared/storage/body-store.ts';
import { cachedTexts } from '../shared/storage/cached-texts.ts';
import { controlStore } from '../shared/storage/control-store.ts';
import { deploymentSecret } from '../shared/storage/deployment-secret.ts';
import { descendantStore } from '../shared/storage/descendant-store.ts';
import { jobStore } from '../shared/storage/job-store.ts';
import { jobSummaryStore } from '../shared/storage/job-summary-store.ts';
import { manualTaskStore } from '../shared/storage/manual-task-store.ts';
import { modelStore } from '../shared/storage/model-store.ts';
import { purgeSession } from '../shared/storage/purge-session.ts';
import { secretReader } from '../shared/storage/secret-reader.ts';
import { secretStore } from '../shared/storage/secret-store.ts';
import { type SecretVault, secretVault } from '../shared/storage/secret-vault.ts';
import { sourceStore } from '../shared/storage/source-store.ts';
import { summaryStore } from '../shared/storage/summary-store.ts';
import { tenantBudgetStore } from '../shared/storage/tenant-budget-store.ts';
import { workflowStore } from '../shared/storage/workflow-store.ts';
import type { Metrics } from '../shared/telemetry/metrics.ts';
import type { Spans } from '../shared/telemetry/span.ts';
import { guardedFetch } from '../shared/tool-runners/guarded-fetch.ts';
import { lambdaInvoker } from '../shared/tool-runners/lambda-invoker.ts';
import type { InvokeFunction } from '../shared/tool-runners/run-lambda-tool.ts';
import { toolFunctionsAllowed } from '../shared/tool-runners/tool-functions-allowed.ts';
import { toolHostsAllowed } from '../shared/tool-runners/tool-hosts-allowed.ts';
import type { DiscoveryDeps } from './api/agents/discover-tools.ts';
import type { ApiDeps } from './api/http/api-deps.ts';
import type { AdvanceDeps } from './session-lifecycle/advance/advance-deps.ts';
import { triggerDependencies } from './trigger-dependencies.ts';
import type { FireDeps } from './trigger-firing/fire-deps.ts';

/** What the product runs in: the only things that differ between AWS, a laptop and a test. */
export type Surroundings = ApiDeps & {
  stepFunctions: SFNClient;
  eventBridge: EventBridgeClient;
  scheduler: SchedulerClient;
  /** Invokes what `lambda` tools name; absent: Lambda itself does. */
  invokeFunction?: InvokeFunction;
  /** Settings of the client of Secrets Manager; absent: as the environment says. */
  secretsManager?: SecretsManagerClientConfig | undefined;
  /** Uniform in [0, 1). */
  random: () => number;
  newWriteId: () => string;
  /** Names a value of a secret: Secrets Manager wants 32 to 64 characters. */
  newValueId: () => string;
  /** On a laptop: names this process, with which its claims die. */
  bootId: string | undefined;
  /** Absent: nothing is measured. */
  metrics?: Metrics | undefined;
  /** Absent: nobody receives spans. */
  spans?: Spans | undefined;
};

export type Dependencies = Surroundings &
  AdvanceDeps &
  DiscoveryDeps &
  FireDeps &
  Pick<SweepDeps, 'sweepTrigger'> & { secretVault: SecretVault };

// Loaded by the functions that use them, when they do.
const models = loadedOnce(() => import('../shared/model-providers/resolve-model.ts'));
const tools = loadedOnce(() => import('../shared/tool-runners/run-tool.ts'));
const mcpServers = loadedOnce(() => import('../shared/tool-runners/discover-mcp-tools.ts'));
const elsewhere = loadedOnce(() => import('../shared/tool-runners/discover-elsewhere.ts'));

/** Everything that operations and lifecycle functions use, from what they run in. */
export function dependencies(surroundings: Surroundings): Dependencies {
  const { environment, documentClient, tables, clock, logger, invokeFunction = lambdaInvoker() } = surroundings;
  const functionName = environment.ASK_MCP_SERVER;
  const functionsAllowed = toolFunctionsAllowed(environment.TOOL_FUNCTIONS_ALLOWED);
  const onTable = (table: TableName) => ({ documentClient, table: tables[table] });
  const fetchGuarded = guardedFetch({ allowed: toolHostsAllowed(environment.TOOL_HOSTS_ALLOWED), clock });
  const { LIST_SHARDS: listShards } = environment;
  const audit = auditStore({ ...onTable('Audit'), listShards });
  const activity = activityStore(onTable('Activity'));
  const texts = cachedTexts(bodyStore(onTable('Activity')));
  const vault = secretVault({
    clientConfig: surroundings.secretsManager ?? {},
    prefix: environment.SECRETS_PREFIX,
    newValueId: surroundings.newValueId,
  });
  const reportFailure = (message: string, facts: Record<string, unknown>) => logger.error(message, facts);
  const keys = modelKeys({
    ...{ environment, clock, secretName: environment.MODEL_KEYS_SECRET },
    readSecret: deploymentSecret(surroundings.secretsManager ?? {}),
  });
  const environmentFor = async (provider: string) =>
    provider === 'anthropic' || provider === 'openai-compatible' ? keys() : environment;
  const secrets = secretReader({ secrets: secretStore(onTable('Catalog')), vault, clock });
  const { putSummary, putTombstone } = summaryStore(onTable('Sessions'));
  return {
    ...surroundings,
    ...triggerDependencies(surroundings),
    control: controlStore(onTable('SessionControl')),
    executions: executions({
      stepFunctions: surroundings.stepFunctions,
      stateMachineArn: environment.STATE_MACHINE_ARN,
    }),
    answerRun: answerRun(surroundings),
    jobs: jobStore(onTable('SessionControl')),
    jobExecutions: jobExecutions(surroundings),
    events: lifecycleEvents({ eventBridge: surroundings.eventBridge, bus: environment.EVENT_BUS }),
    projections: {
      putSummary,
      putTombstone,
      putEntry: activity.putEntry,
      ...manualTaskStore({ ...onTable('ManualTasks'), clock, listShards }),
      purge: (key) => purgeSession(key, { ...onTable('Activity'), clock }),
      putJob: jobSummaryStore(onTable('Catalog')).putJob,
      purgeAudit: audit.purgeAudit,
    },
    texts,
    putAudit: audit.putAudit,
    listShards,
    retentionDays: environment.RETENTION_DAYS || undefined,
    tenantBudget: tenantBudgetStore({
      ...onTable('RateLimits'),
      limit: { tokens: environment.TENANT_DAILY_TOKENS, costUsd: environment.TENANT_DAILY_COST_USD },
    }),
    putSource: sourceStore(onTable('Catalog')).putSource,
    readAgent: agentStore({ ...onTable('Catalog'), clock }).get,
    findModel: modelStore(onTable('Catalog')).find,
    readWorkflow: workflowStore(onTable('Catalog')).get,
    newSecret,
    ...descendantStore({ ...onTable('Catalog'), clock }),
    readEntries: activity.readAllEntries,
    // The endpoint of the model is the operator's own choice, so it may be on this machine.
    resolveModel: async (choice) =>
      (await models()).resolveModel(choice, {
        clock,
        fetch: globalThis.fetch,
        environment: await environmentFor(choice.provider),
      }),
    discoverTools: async (asked) =>
      functionName === ''
        ? (await mcpServers()).discoverMcpTools(asked, { fetch: fetchGuarded, clock, secrets })
        : (await elsewhere()).discoverElsewhere(asked, { functionName, invokeFunction, clock }),
    runTool: async (call) =>
      (await tools()).runTool(call, {
        fetch: fetchGuarded,
        clock,
        secrets,
        invokeFunction,
        functionsAllowed,
        reportFailure,
      }),
    secretVault: vault,
    reportFailure,
    breaker: openBreaker(clock),
  };
}
