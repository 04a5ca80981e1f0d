import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setImmediate as nextRound } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll } from 'vitest';
import { type Dependencies, dependencies } from '../../functions/dependencies.ts';
import { advanceSessionHandler } from '../../functions/session-lifecycle/advance-session.ts';
import { parkSessionHandler } from '../../functions/session-lifecycle/park-session.ts';
import { sweepOutboxesHandler } from '../../functions/session-lifecycle/sweep-outboxes.ts';
import { createTables } from '../../infra/local/emulators/dynamodb/create-tables.ts';
import { openDynamoDb } from '../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';
import type { LocalService } from '../../infra/local/emulators/local-service.ts';
import { openExecutionStore } from '../../infra/local/emulators/step-functions/execution-store.ts';
import { fillSubstitutions } from '../../infra/local/emulators/step-functions/fill-substitutions.ts';
import { openStepFunctions } from '../../infra/local/emulators/step-functions/step-functions.ts';
import { withoutWire } from '../../infra/local/emulators/without-wire.ts';
import { agentSchema } from '../../shared/domain/agent/agent.ts';
import type { Command } from '../../shared/domain/session/command.ts';
import type { ControlItem } from '../../shared/domain/session/control-item.ts';
import type { ToolCallEntry } from '../../shared/domain/session/entry.ts';
import { changeSession } from '../../shared/effects/change-session.ts';
import { performEffects } from '../../shared/effects/perform-effects.ts';
import { startSession } from '../../shared/effects/start-session.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newUlidId } from '../../shared/runtime/new-id.ts';
import { tableNames } from '../../shared/runtime/table-names.ts';
import { documentClient } from '../../shared/storage/document-client.ts';
import { mailbox } from '../integration/emulators/step-functions-bench.ts';
import { virtualTime } from '../integration/emulators/virtual-time.ts';
import type { Json } from './a-caller.ts';
import { ada, START } from './a-session.ts';
import { anAgentDefinition } from './an-agent.ts';

const MACHINE = 'arn:aws:states:local:000000000000:stateMachine:agent-session';
const MACHINE_FILE = new URL('../../infra/state-machines/agent-session.asl.json', import.meta.url);
const KEY = { tenantId: 'demo', sessionId: newUlidId('session') };
/** A pause this short, in milliseconds, is between two tries or before a projection: nothing else happens meanwhile. */
const NO_TIME_MS = 1_000;

/** After so many rounds without an invocation nothing but time will go on; an invocation that takes more of them sleeps. */
const [CALM_ROUNDS, MOST_ROUNDS] = [50, 1_000_000];

/**
 * One session, or several, the lifecycle's functions, the state machine and the tables in this process, under a clock that the
 * test moves.
 */
export async function aServiceInVirtualTime(replaced: Partial<Pick<Dependencies, 'resolveModel'>> = {}) {
  const time = virtualTime(START);
  const dynamoDb = await openDynamoDb({ path: undefined });
  await createTables(new DynamoDBClient(inProcessClient(dynamoDb.serve)));
  const engine: { service?: LocalService } = {};
  const environment = readEnvironment({ STATE_MACHINE_ARN: MACHINE });
  const deps = {
    ...dependencies({
      environment,
      documentClient: documentClient(withoutWire(new DynamoDBClient(inProcessClient(dynamoDb.serve)))),
      tables: tableNames(environment),
      stepFunctions: withoutWire(new SFNClient(inProcessClient(async (request) => engine.service!(request)))),
      eventBridge: new EventBridgeClient({ region: 'local', endpoint: 'http://127.0.0.1:9' }),
      scheduler: new SchedulerClient({ region: 'local', endpoint: 'http://127.0.0.1:9' }),
      clock: { now: time.clock.now, delay: delayIn(time) },
      random: Math.random,
      newId: newUlidId,
      newWriteId: randomUUID,
      newValueId: randomUUID,
      logger: silentLogger,
      bootId: undefined,
    }),
    events: { statusChanged: async () => {}, taskChanged: async () => {} },
    ...replaced,
  };
  const lambda = { running: 0, invocations: 0 };
  const invocation = () => ({ requestId: randomUUID(), remainingMs: () => 900_000 });
  const [advance, park] = [advanceSessionHandler(deps), parkSessionHandler(deps)];
  const [parked, ended] = [mailbox<void>(), mailbox<{ name: string; status: string; state: string }>()];
  const store = openExecutionStore(':memory:');
  const arnOf = (run: number) => `${MACHINE.replace(':stateMachine:', ':execution:')}:${KEY.sessionId}.${run}`;
  const stepFunctions = await openStepFunctions({
    definitions: {
      [MACHINE]: fillSubstitutions(readFileSync(MACHINE_FILE, 'utf8'), {
        AdvanceSession: 'advance',
        ParkSession: 'park',
      }),
    },
    functions: {
      advance: async (event) => {
        lambda.running += 1;
        lambda.invocations += 1;
        try {
          return await advance(event, invocation());
        } finally {
          lambda.running -= 1;
        }
      },
      park: async (event) => {
        await park(event);
        parked.put();
      },
    },
    onStatusChange: ({ detail: { name, status, output } }) => {
      if (status !== 'RUNNING') ended.put({ name, status, state: JSON.parse(output ?? '{}').next });
    },
    store,
    clock: time.clock,
    setTimer: time.setTimer,
    newToken: randomUUID,
    random: () => 1,
  });
  engine.service = stepFunctions.service;
  afterAll(async () => {
    stepFunctions.close();
    await dynamoDb.close();
  });

  const control = async (sessionId = KEY.sessionId): Promise<ControlItem> => {
    const item = await deps.control.read({ ...KEY, sessionId });
    if (item === undefined) throw new Error('there is no session');
    return item;
  };
  const change = async (command: Command): Promise<ControlItem> => {
    const decision = await changeSession(KEY, command, deps);
    if (decision?.changed !== true) throw new Error(`${command.type} changed nothing: ${decision?.refused?.why}`);
    return decision.control;
  };
  /** Everything that is left to do is done, also what a change before has left. */
  const act = async (command: Command): Promise<void> => {
    const changed = await change(command);
    await performEffects(changed, changed.effects, deps);
  };

  const begin = async (model: Json, tools: Json[], sessionId: string): Promise<string> => {
    const limits = { maxTurns: 200, maxToolCalls: 1_000 };
    const times = { createdAt: '2026-11-23T09:00:00.000Z', createdBy: ada, updatedAt: '', updatedBy: ada };
    const definition = { ...anAgentDefinition({ model, tools, limits }), agentId: 'agt_1', version: 1, ...times };
    const trigger = { type: 'MANUAL' as const, source: { name: 'Ada' } };
    const agent = agentSchema.parse(definition);
    await startSession({ ...KEY, sessionId, agent, inputs: {}, trigger, createdBy: ada }, deps);
    return sessionId;
  };

  return {
    time,
    parked,
    ended,
    control,
    lambda,
    /** Waits until no invocation is under way and none follows by itself. */
    async quiet(): Promise<void> {
      for (let [calm, round] = [0, 0]; calm < CALM_ROUNDS; round += 1) {
        if (round > MOST_ROUNDS) throw new Error('an invocation waits for time to pass');
        await nextRound();
        calm = lambda.running === 0 ? calm + 1 : 0;
      }
    },
    /** Starts another session, of a model of one's own (see `replaced`). */
    startWith: (model: Json) => begin(model, [], newUlidId('session')),
    /** Starts the session of an agent that plays `turns`. */
    async start(turns: Json[], tools: Json[]): Promise<void> {
      await begin({ provider: 'scripted', modelId: 'scripted', settings: { turns } }, tools, KEY.sessionId);
    },
    /** Pauses for a moment: whoever resumes shows it. */
    pause: () => change({ type: 'pause', by: ada }),
    resume: () => act({ type: 'resume', by: ada }),
    complete: ({ seq }: ToolCallEntry, answer: Json) =>
      act({ type: 'complete_task', seq, by: ada, requestId: `${seq}`, output: { text: JSON.stringify(answer) } }),
    trace: () => deps.readEntries(KEY),
    /** History events of a run so far, as the state machine's quota counts them. */
    eventsOf: (run: number): number => store.find(arnOf(run))?.events ?? 0,
    openExecutions: (): string[] => store.listOpen(),
    sweep: () => sweepOutboxesHandler(deps)({}, { requestId: randomUUID(), remainingMs: () => 60_000 }),
  };
}

function delayIn(time: ReturnType<typeof virtualTime>) {
  return async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (ms < NO_TIME_MS) {
      await nextRound();
      signal?.throwIfAborted();
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const stop = time.setTimer(ms, resolve);
      signal?.addEventListener('abort', () => {
        stop();
        reject(signal.reason);
      });
    });
  };
}
