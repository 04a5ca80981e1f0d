import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { commandApiHandler } from '../../functions/api/command-api.ts';
import { readApiHandler } from '../../functions/api/read-api.ts';
import { type Dependencies, dependencies, type Surroundings } from '../../functions/dependencies.ts';
import { directDocumentClient } from '../../infra/local/emulators/dynamodb/direct-document-client.ts';
import { openDynamoDb } from '../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';
import { lateService } from '../../infra/local/emulators/late-service.ts';
import type { LocalService } from '../../infra/local/emulators/local-service.ts';
import { openExecutionStore } from '../../infra/local/emulators/step-functions/execution-store.ts';
import { fillSubstitutions } from '../../infra/local/emulators/step-functions/fill-substitutions.ts';
import type { StatusChangeEvent } from '../../infra/local/emulators/step-functions/status-change-event.ts';
import { openStepFunctions } from '../../infra/local/emulators/step-functions/step-functions.ts';
import { withoutWire } from '../../infra/local/emulators/without-wire.ts';
import { localClients } from '../../infra/local/local-clients.ts';
import { localFunctions } from '../../infra/local/local-functions.ts';
import { openEvents } from '../../infra/local/open-events.ts';
import type { AdvanceOutput } from '../../shared/contracts/run-payload.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newUlidId } from '../../shared/runtime/new-id.ts';
import { newWriteId } from '../../shared/runtime/new-write-id.ts';
import { tableNames } from '../../shared/runtime/table-names.ts';
import { documentClient } from '../../shared/storage/document-client.ts';
import { anApiRequest } from './an-api-request.ts';

const MACHINE_ARN = 'arn:aws:states:local:000000000000:stateMachine:agent-session';
const MACHINE_FILE = new URL('../../infra/state-machines/agent-session.asl.json', import.meta.url);
/** About 0.3 KB, as the bench's tool answers over HTTP. */
const EMPTY_OUTPUT = JSON.stringify({ status: 200, body: { device: 'edge-1', status: 'up', note: 'x'.repeat(230) } });

/** A clock that stands: no timer fires, so nothing happens that depends on how fast the machine is. */
const standingClock: Clock = {
  now: () => Date.UTC(2026, 10, 23, 9),
  delay: (_ms, signal) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true })),
};

/** The functions that a session runs in. */
export type FunctionName = 'command' | 'advance' | 'park';

type ProductOptions = {
  /** Folder of the tables; absent: in memory. */
  path?: string;
  clock?: Clock;
  /** Beside what every product has, by the names of the environment. */
  settings?: Record<string, string>;
  /** Stands between the product and its DynamoDB. */
  watch?: (service: LocalService) => LocalService;
  /** Stands between the product and its Step Functions and EventBridge. */
  watchCalls?: (service: LocalService) => LocalService;
  /** Stands around every invocation of a function. */
  around?: <Result>(name: FunctionName, invoke: () => Promise<Result>) => Promise<Result>;
  /** What is measured, and who receives spans; absent: nothing and nobody. */
  telemetry?: Pick<Dependencies, 'metrics' | 'spans'>;
};

/**
 * The API, the lifecycle's functions and the state machine in this process, without HTTP; every tool answers at once. The
 * clock stands unless another is given.
 */
export async function anInProcessProduct({
  path,
  clock = standingClock,
  settings = {},
  watch,
  watchCalls = (service) => service,
  around = (_, invoke) => invoke(),
  telemetry = {},
}: ProductOptions = {}) {
  const dynamoDb = await openDynamoDb({ path });
  const engine = lateService();
  const events = openEvents({
    ...{ path: ':memory:', functions: {}, bus: 'agent-sessions', scheduleGroup: 'agent-sessions', clock },
    ...{ setTimer: () => () => undefined, random: Math.random, reportFailure: () => undefined },
  });
  const environment = readEnvironment({ STATE_MACHINE_ARN: MACHINE_ARN, ...settings });
  const unwatched = directDocumentClient(dynamoDb.tables);
  const surroundings: Surroundings = {
    environment,
    documentClient:
      watch === undefined
        ? unwatched
        : documentClient(withoutWire(new DynamoDBClient(inProcessClient(watch(dynamoDb.serve))))),
    tables: tableNames(environment),
    ...localClients({
      stepFunctions: watchCalls(engine.service),
      eventBridge: watchCalls(events.bus),
      scheduler: watchCalls(events.scheduler),
    }),
    clock,
    random: Math.random,
    newId: newUlidId,
    newWriteId,
    newValueId: randomUUID,
    logger: silentLogger,
    bootId: 'boot-1',
    ...telemetry,
  };
  const deps = {
    ...dependencies(surroundings),
    runTool: async () => ({ state: 'SUCCEEDED' as const, output: EMPTY_OUTPUT }),
  };
  const functions = localFunctions(deps);
  const outputs: AdvanceOutput[] = [];
  let parked = Promise.withResolvers<void>();
  const ends = new Map<string, PromiseWithResolvers<StatusChangeEvent['detail']>>();
  const endOf = (execution: string) => {
    const end = ends.get(execution) ?? Promise.withResolvers<StatusChangeEvent['detail']>();
    ends.set(execution, end);
    return end;
  };
  const stepFunctions = await openStepFunctions({
    definitions: {
      [MACHINE_ARN]: fillSubstitutions(readFileSync(MACHINE_FILE, 'utf8'), {
        AdvanceSession: 'advance',
        ParkSession: 'park',
      }),
    },
    functions: {
      advance: async (event) => {
        const output = await around('advance', () => functions.advanceSession(event));
        outputs.push(output);
        return output;
      },
      park: async (event) => {
        await around('park', () => functions.parkSession(event));
        parked.resolve();
      },
    },
    onStatusChange: ({ detail }) => detail.status !== 'RUNNING' && endOf(detail.name).resolve(detail),
    store: openExecutionStore(':memory:'),
    clock,
    setTimer: () => () => undefined,
    newToken: randomUUID,
    random: Math.random,
  });
  engine.open(stepFunctions.service);
  const command = commandApiHandler(deps);
  const read = readApiHandler(dependencies({ ...surroundings, documentClient: unwatched }));

  async function post(requestPath: string, body: unknown) {
    const request = anApiRequest({ method: 'POST', path: requestPath, body });
    const answer = await around('command', () => command(request));
    if (answer.statusCode >= 300) throw new Error(`POST ${requestPath} answered ${answer.statusCode}: ${answer.body}`);
    return JSON.parse(answer.body);
  }

  /** What the session waits for, as soon as its token is kept; looking is not watched. */
  async function waitingTask(sessionId: string): Promise<string> {
    await parked.promise;
    const { body } = await read(anApiRequest({ path: `/sessions/${sessionId}` }));
    return JSON.parse(body).waiting[0].id;
  }

  return {
    createAgent: async (definition: unknown): Promise<string> => (await post('/agents', definition)).agentId,
    /** Starts a session, does what it asks of people, and waits for the end of its first run; answers what Advance answered on the way. */
    async play(agentId: string, { waits = 0 }: { waits?: number } = {}): Promise<AdvanceOutput[]> {
      outputs.length = 0;
      parked = Promise.withResolvers();
      const { sessionId } = await post('/sessions', { agentId });
      for (let wait = 0; wait < waits; wait += 1) {
        const taskId = await waitingTask(sessionId);
        parked = Promise.withResolvers();
        await post(`/manual-tasks/${taskId}/complete`, { output: { approved: true } });
      }
      await endOf(`${sessionId}.1`).promise;
      return [...outputs];
    },
    async close(): Promise<void> {
      stepFunctions.close();
      events.close();
      await dynamoDb.close();
    },
  };
}

/** State transitions of a run: its start, and every state that is entered. A run that ends ends in Advance. */
export function transitionsOf(outputs: readonly AdvanceOutput[]): number {
  return outputs.reduce((sum, { next }) => sum + 1 + (ENTERED_BEHIND[next] ?? 0), 1);
}

/** States between Advance and the next Advance, or the failed end. */
const ENTERED_BEHIND: Partial<Record<AdvanceOutput['next'], number>> = {
  ...{ CONTINUE: 1, BACK_OFF: 2, WAIT_FOR_RESULTS: 2, WAIT_FOR_RESUME: 2, FAILED: 2 },
};
