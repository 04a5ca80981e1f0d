import { randomUUID } from 'node:crypto';
import { lazyHandler } from '../../functions/api/http/lazy-handler.ts';
import { type Dependencies, dependencies } from '../../functions/dependencies.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { newUlidId } from '../../shared/runtime/new-id.ts';
import { newWriteId } from '../../shared/runtime/new-write-id.ts';
import { tableNames } from '../../shared/runtime/table-names.ts';
import { agentStore } from '../../shared/storage/agent-store.ts';
import { modelStore } from '../../shared/storage/model-store.ts';
import { workflowStore } from '../../shared/storage/workflow-store.ts';
import { spansTo } from '../../shared/telemetry/spans-to.ts';
import { lambdaInvoker } from '../../shared/tool-runners/lambda-invoker.ts';
import { catchUp } from './catch-up.ts';
import { consoleFiles } from './console/console-files.ts';
import { consoleRoutes } from './console/console-routes.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { directDocumentClient } from './emulators/dynamodb/direct-document-client.ts';
import { openDynamoDb } from './emulators/dynamodb/open-dynamodb.ts';
import { awsServiceRoute } from './emulators/http-api/aws-service.ts';
import { startFront } from './emulators/http-api/start-front.ts';
import { inProcessClient } from './emulators/in-process-transport.ts';

import { INVOCATIONS_PATH, openLambda } from './emulators/lambda/open-lambda.ts';
import { lateService } from './emulators/late-service.ts';
import { openSecretsManager, type SecretsManager } from './emulators/secrets-manager/open-secrets-manager.ts';
import { systemTimer } from './emulators/step-functions/timers.ts';

import { type Inventory, openInventory } from './inventory/open-inventory.ts';
import { openIssuer } from './issuer/open-issuer.ts';
import { localClients } from './local-clients.ts';
import { type LocalFunctions, localFunctions } from './local-functions.ts';
import { localLogger } from './local-logger.ts';
import {
  FIRE_TRIGGER,
  FIRE_TRIGGER_ARN,
  LOCAL_PLACE,
  SCHEDULE_ROLE_ARN,
  UNDELIVERED_FIRINGS_ARN,
} from './local-names.ts';
import { metricsRoutes } from './metrics/metrics-routes.ts';
import { openMetrics } from './metrics/open-metrics.ts';
import { CHANGE_WINDOW, type LocalMachine, machineArn, openEngine, SESSION_MACHINE } from './open-engine.ts';
import { openEvents } from './open-events.ts';
import { openToolFunctions } from './open-tool-functions.ts';
import { putOwnRules } from './put-own-rules.ts';

import { readable } from './readable.ts';
import { seedDemo } from './seed/seed-demo.ts';
import { seedTriggers } from './seed/seed-triggers.ts';
import type { LocalSettings } from './settings.ts';
import { sweepRegularly } from './sweep-regularly.ts';

const MACHINE_ARN = machineArn(SESSION_MACHINE);
const TABLES_FILE = 'dynamodb.sqlite';
/** What runs gets this long to finish its step when the laptop is stopped, in milliseconds: a stop takes 5 s at most. */
const DRAIN_MS = 3_000;
/** Spans are delivered together with those of so many milliseconds. */
const SPANS_AFTER_MS = 200;
/** The last ones get so long when the laptop is stopped, in milliseconds. */
const LAST_SPANS_MS = 1_000;
const LAST_PORT = 65_535;

export type Laptop = {
  /** As in `http://127.0.0.1:4700`. */
  address: string;
  /** Ends everything in order; sessions that are under way go on at the next start. */
  close: () => Promise<void>;
};

export type LaptopOptions = LocalSettings & {
  /** State machines beside the product's and the demo's, by name: what a tenant would have deployed. */
  machines?: Record<string, LocalMachine>;
};

/** The whole product in this process, with its data in the data folder. What can't be opened is a StartError. */
export async function openLaptop(settings: LaptopOptions): Promise<Laptop> {
  const folder = openDataFolder({ path: settings.dataDir, newBootId: randomUUID });
  const opened: (() => unknown)[] = [folder.close];
  const close = async () => {
    while (opened.length > 0) await opened.pop()?.();
  };
  try {
    return { address: await assemble(settings, folder, (closeOne) => opened.push(closeOne)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  settings: LaptopOptions,
  folder: DataFolder,
  onClose: (close: () => unknown) => void,
): Promise<string> {
  const secrets = openSecrets(settings, folder);
  const { dynamoDb, inventory, issuer } = await openParts(settings, folder, onClose);

  // These call the functions, and the functions call them.
  const late = {
    engine: lateService(),
    bus: lateService(),
    scheduler: lateService(),
  };
  const toolFunctions = await openToolFunctions(settings.toolFunctions ?? []);
  const lambda = openLambda(toolFunctions);
  const environment = readEnvironment({
    ...{ STATE_MACHINE_ARN: MACHINE_ARN, FIRE_TRIGGER_ARN, SCHEDULE_ROLE_ARN, UNDELIVERED_FIRINGS_ARN },
    TOOL_HOSTS_ALLOWED: [...settings.toolHostsAllowed, `127.0.0.1:${inventory.port}`].join(','),
    TOOL_FUNCTIONS_ALLOWED: JSON.stringify({ '*': Object.keys(toolFunctions) }),
    OPENAI_BASE_URL: settings.openai.baseUrl,
    OPENAI_API_KEY: settings.openai.apiKey,
    OPENAI_MODEL: settings.openai.model,
    ...settings.providers,
    ...settings.openTelemetry,
    ...settings.limits,
  });
  const logger = localLogger(process.stderr);
  const metrics = openMetrics();
  const spans = spansTo({ environment, clock: systemClock, logger, metrics, afterMs: SPANS_AFTER_MS });
  if (spans !== undefined) onClose(() => spans.close(LAST_SPANS_MS));
  const deps = dependencies({
    environment,
    documentClient: directDocumentClient(dynamoDb.tables),
    tables: tableNames(environment),
    ...localClients({
      stepFunctions: late.engine.service,
      eventBridge: late.bus.service,
      scheduler: late.scheduler.service,
    }),
    invokeFunction: lambdaInvoker(inProcessClient(lambda)),
    secretsManager: inProcessClient(secrets.service),
    clock: systemClock,
    random: Math.random,
    newId: newUlidId,
    newWriteId,
    newValueId: randomUUID,
    logger,
    bootId: folder.bootId,
    metrics,
    spans,
  });
  const functions = localFunctions(deps);
  const file = folder.file('step-functions.sqlite');
  const { machines = {} } = settings;
  const stepFunctionsEmulator = await readable(file, () => openEngine({ file, functions, deps, machines }));
  late.engine.open(stepFunctionsEmulator.service);
  onClose(stepFunctionsEmulator.close);
  const events = await readable(folder.file('events.sqlite'), async () => openLocalEvents(folder, functions, deps));
  late.bus.open(events.bus);
  late.scheduler.open(events.scheduler);
  onClose(events.close);
  await putOwnRules({ eventBridge: deps.eventBridge, bus: environment.EVENT_BUS });
  onClose(() => functions.drain(DRAIN_MS));
  onClose(sweepRegularly(functions, deps));

  const catalog = { documentClient: deps.documentClient, table: deps.tables.Catalog, clock: deps.clock };
  const seed = {
    agents: agentStore(catalog),
    workflows: workflowStore(catalog),
    models: modelStore(catalog),
    clock: deps.clock,
    changeWindowArn: machineArn(CHANGE_WINDOW),
    inventory: `http://127.0.0.1:${inventory.port}`,
    modelConfigured: settings.openai.baseUrl !== undefined && settings.openai.model !== undefined,
  };
  await readable(folder.file(TABLES_FILE), async () => {
    await seedDemo(seed);
    await seedTriggers({ ...deps, ...catalog });
  });
  const front = await startFront({
    port: settings.port,
    // As on AWS, a function is loaded when it is asked first, and the contract with it.
    routes: async () => (await import('../../shared/contracts/routes.ts')).routes,
    readApi: lazyHandler(async () => (await import('../../functions/api/read-api.ts')).readApiHandler(deps)),
    commandApi: lazyHandler(async () => (await import('../../functions/api/command-api.ts')).commandApiHandler(deps)),
    issuer: await issuer,
    services: {
      DynamoDB_20120810: dynamoDb.serve,
      AWSStepFunctions: stepFunctionsEmulator.service,
      AWSEvents: events.bus,
      secretsmanager: secrets.writeOnly,
    },
    extra: [
      ...events.routes,
      awsServiceRoute(INVOCATIONS_PATH, lambda),
      ...metricsRoutes(metrics),
      ...consoleRoutes({ files: consoleFiles() }),
    ],
  });
  onClose(front.close);
  onClose(beginCatchUp(deps));
  return front.address;
}

function openSecrets({ secretsKey: given }: LocalSettings, folder: DataFolder): SecretsManager {
  const files = { secretsFile: folder.file('secrets.encrypted'), keyFile: folder.file('secrets-key') };
  return openSecretsManager({ ...files, given, clock: systemClock, ...LOCAL_PLACE });
}

/** Catches up beside what is asked for already. Answers how to stop: what it reads is closed after it only. */
function beginCatchUp(deps: Dependencies): () => Promise<void> {
  const stopped = new AbortController();
  const work = catchUp({ ...deps, stateMachineArn: MACHINE_ARN }, stopped.signal).catch((error: unknown) =>
    deps.reportFailure('catch-up failed', { error }),
  );
  return () => {
    stopped.abort();
    return work;
  };
}

/** What stands alone, opened beside each other. What did open is closed again when another part did not. */
async function openParts(settings: LocalSettings, folder: DataFolder, onClose: (close: () => unknown) => void) {
  const dynamoDb = readable(folder.file(TABLES_FILE), () => openDynamoDb({ path: folder.file(TABLES_FILE) }));
  const inventory = openInventoryBeside(settings.port);
  const issuer = openIssuer({ keyFile: folder.file('issuer-key.json'), production: settings.production });
  // Making a key takes longest: it is waited for at the end only.
  issuer.catch(() => undefined);
  const [storage, service] = await Promise.allSettled([dynamoDb, inventory]);
  // The last opened is closed first. The service outlives the storage: a call that is cut off by the stop is not recorded as
  // failed, its outcome is judged at the next start.
  for (const part of [service, storage]) if (part.status === 'fulfilled') onClose(part.value.close);
  return { dynamoDb: await dynamoDb, inventory: await inventory, issuer };
}

/** The demo's service has the port after the laptop's, so that its address stays; another one when that is taken. */
async function openInventoryBeside(port: number): Promise<Inventory> {
  const wanted = port === 0 || port === LAST_PORT ? 0 : port + 1;
  try {
    return await openInventory({ port: wanted });
  } catch (error) {
    if (wanted === 0) throw error;
    return openInventory({ port: 0 });
  }
}

function openLocalEvents(folder: DataFolder, functions: LocalFunctions, deps: Dependencies) {
  return openEvents({
    path: folder.file('events.sqlite'),
    functions: { [FIRE_TRIGGER]: functions.fireTrigger },
    bus: deps.environment.EVENT_BUS,
    scheduleGroup: deps.environment.SCHEDULE_GROUP,
    clock: deps.clock,
    setTimer: systemTimer,
    random: deps.random,
    reportFailure: deps.reportFailure,
  });
}
