import { randomUUID } from 'node:crypto';
import { setImmediate as nextRound } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll } from 'vitest';
import { type Dependencies, dependencies } from '../../functions/dependencies.ts';
import { advanceSessionHandler } from '../../functions/session-lifecycle/advance-session.ts';
import { parkSessionHandler } from '../../functions/session-lifecycle/park-session.ts';
import { recoverSessionHandler } from '../../functions/session-lifecycle/recover-session.ts';
import { sweepOutboxesHandler } from '../../functions/session-lifecycle/sweep-outboxes.ts';
import type { AdvanceOutput } from '../../shared/contracts/run-payload.ts';
import { agentSchema } from '../../shared/domain/agent/agent.ts';
import type { Decision } from '../../shared/domain/session/command.ts';
import type { ControlItem } from '../../shared/domain/session/control-item.ts';
import { changeSession } from '../../shared/effects/change-session.ts';
import { performEffects } from '../../shared/effects/perform-effects.ts';
import { startSession } from '../../shared/effects/start-session.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newUlidId } from '../../shared/runtime/new-id.ts';
import { tableNames } from '../../shared/runtime/table-names.ts';
import type { SessionKey } from '../../shared/storage/control-store.ts';
import type { ShownEntry } from '../../shared/storage/shown-entry.ts';
import type { ToolOutcome } from '../../shared/tool-runners/tool-outcome.ts';
import type { Json } from './a-caller.ts';
import { ada, START } from './a-session.ts';
import { anAgentDefinition } from './an-agent.ts';
import { localTables } from './local-tables.ts';
import { until } from './until.ts';

const SUCCESS: ToolOutcome = { state: 'SUCCEEDED', output: '{"status":200}' };

export type HandDrivenService = Awaited<ReturnType<typeof aHandDrivenService>>;

/**
 * The lifecycle's own functions on tables in memory, with the test in the place of Step Functions: it calls them when and as
 * often as it likes. Time stands until `time.now` is moved; what is to be delayed is not. Claims are judged as on AWS.
 * `settings`: by the names of the environment.
 */
export async function aHandDrivenService(settings: Record<string, string> = {}) {
  const tables = await localTables();
  afterAll(tables.close);
  const time = { now: START, delays: [] as number[] };
  const engine = { started: [] as string[], stopped: [] as string[], sent: [] as string[], isDown: false };
  const tool = { calls: [] as string[], answer: async (_key: string): Promise<ToolOutcome> => SUCCESS };
  /** Stands before every request to the tables. */
  // biome-ignore lint/suspicious/noExplicitAny: a command of any kind.
  const wire = { send: (command: any, next: (command: any) => Promise<Json>): Promise<Json> => next(command) };
  const client: Json = tables.documentClient;
  const send = client.send.bind(client);
  client.send = (command: Json) => wire.send(command, send);

  const note = (list: string[]) => async (text: string) => {
    if (engine.isDown) throw new Error('Step Functions does not answer.');
    list.push(text);
  };
  const [started, stopped, sent] = [note(engine.started), note(engine.stopped), note(engine.sent)];
  const environment = readEnvironment(settings);
  const unreachable = { region: 'local', endpoint: 'http://127.0.0.1:9' };
  const deps: Dependencies = {
    ...dependencies({
      environment,
      documentClient: tables.documentClient,
      tables: tableNames(environment),
      stepFunctions: new SFNClient(unreachable),
      eventBridge: new EventBridgeClient(unreachable),
      scheduler: new SchedulerClient(unreachable),
      clock: {
        now: () => time.now,
        delay: async (ms, signal) => {
          time.delays.push(ms);
          await nextRound();
          signal?.throwIfAborted();
        },
      },
      random: Math.random,
      newId: newUlidId,
      newWriteId: randomUUID,
      newValueId: randomUUID,
      logger: silentLogger,
      bootId: undefined,
    }),
    executions: {
      start: ({ sessionId }, run) => started(`${sessionId}.${run}`),
      stop: ({ sessionId }, run) => stopped(`${sessionId}.${run}`),
      sendToken: sent,
    },
    events: { statusChanged: async () => {}, taskChanged: async () => {} },
    runTool: ({ idempotencyKey }) => {
      tool.calls.push(idempotencyKey);
      return tool.answer(idempotencyKey);
    },
  };

  const invocation = (remainingMs = () => 900_000) => ({ requestId: randomUUID(), remainingMs });
  const advanceWith = advanceSessionHandler(deps);
  const parkWith = parkSessionHandler(deps);

  return {
    deps,
    documentClient: tables.documentClient,
    time,
    engine,
    tool,
    wire,
    /** Starts a session of an agent that plays `turns` with one tool, `work`. */
    async start(turns: Json[], workTool: Json = {}): Promise<SessionKey> {
      const model = { provider: 'scripted', modelId: 'scripted', settings: { turns } };
      const work = { kind: 'http', name: 'work', method: 'POST', url: 'http://127.0.0.1/work', ...workTool };
      const times = { createdAt: '2026-11-23T09:00:00.000Z', createdBy: ada, updatedAt: '', updatedBy: ada };
      const agent = agentSchema.parse({
        ...anAgentDefinition({ model, tools: [work] }),
        agentId: 'agt_1',
        version: 1,
        ...times,
      });
      const key = { tenantId: 'demo', sessionId: newUlidId('session') };
      const trigger = { type: 'MANUAL' as const, source: { name: 'Ada' } };
      await startSession({ ...key, agent, inputs: {}, trigger, createdBy: ada }, deps);
      return key;
    },
    /** The state "Advance session", entered once. */
    advance: (key: SessionKey, payload: Json = {}, remainingMs?: () => number): Promise<AdvanceOutput> =>
      advanceWith({ ...key, run: 1, loop: 0, backOffs: 0, ...payload }, invocation(remainingMs)),
    /** A wait state, entered after what Advance answered. */
    park: ({ next: _next, ...output }: AdvanceOutput, token: string, more: Json = {}): Promise<void> =>
      parkWith({ ...output, token, retry: 0, ...more }),
    sweep: () =>
      sweepOutboxesHandler(deps)(
        {},
        invocation(() => 60_000),
      ),
    /** EventBridge tells that an execution ended. */
    executionEnded: (key: SessionKey, run: number, status: string) =>
      recoverSessionHandler(deps)({ detail: { status, input: JSON.stringify({ ...key, run, loop: 0 }) } }),
    /** A person's command, written; whoever was to perform its effects dies. */
    write: (key: SessionKey, type: 'pause' | 'resume' | 'cancel') => changeSession(key, { type, by: ada }, deps),
    /** A person's command with what belongs to it. */
    async steer(key: SessionKey, type: 'pause' | 'resume' | 'cancel'): Promise<Decision> {
      const decision = await changeSession(key, { type, by: ada }, deps);
      if (decision === undefined) throw new Error('there is no such session');
      if (decision.changed) await performEffects(decision.control, decision.added, deps);
      return decision;
    },
    /** The tool's calls are held from now on: how to wait for one, and how to let all go. */
    hold() {
      const before = tool.calls.length;
      const gate = Promise.withResolvers<ToolOutcome>();
      tool.answer = () => gate.promise;
      return {
        arrived: (count = 1) =>
          until(
            () => tool.calls.length >= before + count || undefined,
            () => 'a call of the tool',
          ),
        release: (outcome = SUCCESS) => {
          tool.answer = async () => SUCCESS;
          gate.resolve(outcome);
        },
      };
    },
    async control(key: SessionKey): Promise<ControlItem> {
      const control = await deps.control.read(key);
      if (control === undefined) throw new Error(`there is no session ${key.sessionId}`);
      return control;
    },
    /** The trace as it is shown, and what is not projected yet. */
    async trace(key: SessionKey): Promise<ShownEntry[]> {
      const projected = await deps.readEntries(key);
      const own = (await deps.control.read(key))?.entries ?? [];
      return [...new Map<number, ShownEntry>([...projected, ...own].map((entry) => [entry.seq, entry])).values()].sort(
        (a, b) => a.seq - b.seq,
      );
    },
  };
}

/** The tool calls of a trace: how each ended. */
export function callStates(entries: readonly ShownEntry[]): string[] {
  return entries.flatMap((entry) => (entry.kind === 'TOOL_CALL' ? [entry.error?.category ?? entry.state] : []));
}

/** What happened to the session, by name. */
export function eventsIn(entries: readonly ShownEntry[]): string[] {
  return entries.flatMap((entry) => (entry.kind === 'SYSTEM' ? [entry.event] : []));
}
