import type { AdvanceDeps } from '../../../functions/session-lifecycle/advance/advance-deps.ts';
import type { BodyReference } from '../../../shared/domain/session/stored-text.ts';
import { INLINE_BYTES } from '../../../shared/domain/session/stored-text.ts';
import { openBreaker } from '../../../shared/model-providers/breaker.ts';
import { controlPort } from './control-port.ts';
import { evidenceOf } from './evidence.ts';
import { modelPort } from './model-port.ts';
import { NO_JOBS, none } from './no-jobs.ts';
import { call, type Process } from './process.ts';
import { toolPort } from './tool-port.ts';
import { note, type World } from './world.ts';

/** What production's handlers are given, every port simulated. */
export type SimulatedDeps = AdvanceDeps;

/** The ports of one process: what it calls is delayed, refused or unanswered, and it dies, as the seed decides. */
export function portsOf(world: World, process: Process): SimulatedDeps {
  const deps: SimulatedDeps = {
    control: controlPort(world, process),
    clock: clockPort(world, process),
    random: world.random.next,
    newWriteId: () => newId(world, process),
    executions: executionsPort(world, process),
    // The simulated machine takes what Advance returns for its answer; that it gets lost is a fault of the invocation.
    answerRun: async () => undefined,
    ...NO_JOBS,
    events: {
      statusChanged: ({ head }, status, v) =>
        call(world, process, {
          site: 'event.publish',
          apply: () => void evidenceOf(world.evidence, head.sessionId).published.add(`${status}@${v}`),
        }),
      taskChanged: () => call(world, process, { site: 'event.publish', apply: () => undefined }),
    },
    projections: projectionsPort(world, process),
    texts: textsPort(world, process),
    putAudit: ({ action, object }) =>
      call(world, process, {
        site: 'audit.put',
        note: () => `${action} ${object.id}`,
        apply: () => {
          if (action === 'deleteSession') evidenceOf(world.evidence, object.id).isDeletionNoted = true;
        },
      }),
    putSource: () => call(world, process, { site: 'source.put', apply: () => undefined }),
    findModel: async () => undefined,
    readAgent: (_tenantId, agentId) =>
      call(world, process, { site: 'agent.read', apply: () => world.agents.get(agentId) }),
    reserveDescendant: ({ rootId, sessionId, most }) =>
      call(world, process, {
        site: 'descendant.reserve',
        note: () => `${sessionId} of ${rootId}`,
        apply: () => {
          process.creates.add(sessionId);
          return world.tables.reserveDescendant(rootId, sessionId, Math.min(most, world.mostDescendants));
        },
      }),
    tenantBudget: tenantBudgetPort(world, process),
    readEntries: ({ sessionId }) =>
      call(world, process, { site: 'entries.read', apply: () => world.tables.readEntries(sessionId) }),
    resolveModel: async () => modelPort(world, process),
    breaker: openBreaker(clockPort(world, process)),
    runTool: toolPort(world, process),
    bootId: undefined,
    listShards: {},
    retentionDays: world.retentionDays,
    reportFailure: (message, facts) => {
      note(world, process.name, 'reports', () => `${message}: ${facts.effect ?? ''} ${facts.error ?? ''}`);
    },
  };
  return world.weakness.deps?.(deps, process, world) ?? deps;
}

function tenantBudgetPort(world: World, process: Process): SimulatedDeps['tenantBudget'] {
  const { tenantDays } = world;
  const block = tenantDays === undefined ? undefined : { tokens: Math.ceil(tenantDays.limit / 10), costUsd: 0 };
  return {
    block,
    take: (wanted) =>
      call(world, process, {
        site: 'budget.take',
        note: () => `${wanted.sessionId} ${wanted.day} lease ${wanted.lease} block ${wanted.block}`,
        apply: () => tenantDays?.take(wanted) ?? { amount: wanted.amount },
      }),
    giveBack: (returned) =>
      call(world, process, {
        site: 'budget.give_back',
        note: () => `${returned.sessionId} ${returned.day} lease ${returned.lease}`,
        apply: () => tenantDays?.giveBack(returned),
      }),
  };
}

function newId(world: World, process: Process): string {
  process.ids += 1;
  const id = `${process.name}.${process.ids}`;
  world.evidence.holders.set(id, process);
  return id;
}

function clockPort(world: World, process: Process): SimulatedDeps['clock'] {
  return {
    now: () => world.now + process.skewMs,
    delay: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (process.state !== 'running') return;
        process.pending += 1;
        const over = (settle: () => void) => {
          if (process.state !== 'running') return;
          process.pending -= 1;
          settle();
        };
        const timer = world.timers.set(world.now + Math.ceil(ms), () => over(resolve));
        signal?.addEventListener('abort', () => {
          if (timer.canceled) return;
          timer.canceled = true;
          over(() => reject(signal.reason));
        });
      }),
  };
}

function executionsPort(world: World, process: Process): SimulatedDeps['executions'] {
  return {
    start: (key, run) =>
      call(world, process, {
        site: 'execution.start',
        note: () => `${key.sessionId}.${run}`,
        apply: () => world.machine.start(key.sessionId, run, { ...key, run, loop: 0, backOffs: 0 }),
      }),
    stop: (key, run) =>
      call(world, process, {
        site: 'execution.stop',
        note: () => `${key.sessionId}.${run}`,
        apply: () => world.machine.stop(key.sessionId, run),
      }),
    sendToken: (token) =>
      call(world, process, { site: 'token.send', note: () => token, apply: () => world.machine.sendToken(token) }),
  };
}

function projectionsPort(world: World, process: Process): SimulatedDeps['projections'] {
  const { tables } = world;
  return {
    putSummary: (summary) =>
      call(world, process, {
        site: 'summary.put',
        note: () => `${summary.sessionId} v${summary.v} ${summary.status}`,
        apply: () => tables.putSummary(summary.sessionId, { v: summary.v, summary }),
      }),
    putTombstone: ({ sessionId, v }) =>
      call(world, process, {
        site: 'tombstone.put',
        note: () => sessionId,
        apply: () => tables.putSummary(sessionId, { v }),
      }),
    putEntry: ({ sessionId }, entry) =>
      call(world, process, {
        site: 'entry.put',
        note: () => `${sessionId} ${entry.seq} v${entry.v} ${entry.kind} ${entry.state}`,
        apply: () => tables.putEntry(sessionId, entry),
      }),
    putTask: (task) =>
      call(world, process, {
        site: 'task.put',
        note: () => `${task.taskId} v${task.v} ${task.status}`,
        apply: () => {
          tables.putTask(task.taskId, { v: task.v, task });
          for (const listen of world.onTask) listen(task.taskId);
        },
      }),
    putTaskTombstone: ({ taskId, v }) =>
      call(world, process, {
        site: 'task.remove',
        note: () => taskId,
        apply: () => tables.putTask(taskId, { v }),
      }),
    removeTasks: ({ sessionId, v }) =>
      call(world, process, {
        site: 'task.remove',
        note: () => sessionId,
        apply: () => {
          for (const { taskId } of tables.tasksOf(sessionId)) tables.putTask(taskId, { v });
        },
      }),
    putJob: none,
    purgeAudit: ({ sessionId }) =>
      call(world, process, { site: 'audit.purge', note: () => sessionId, apply: () => undefined }),
    purge: ({ sessionId }) =>
      call(world, process, {
        site: 'session.purge',
        note: () => sessionId,
        apply: () => {
          tables.purge(sessionId);
          evidenceOf(world.evidence, sessionId).purges.push(world.now);
        },
      }),
  };
}

function textsPort(world: World, process: Process): SimulatedDeps['texts'] {
  const { tables } = world;
  return {
    async store({ sessionId }, text, inlineBytes = INLINE_BYTES) {
      if (Buffer.byteLength(text) <= inlineBytes) return { text };
      return call(world, process, {
        site: 'body.store',
        note: () => sessionId,
        apply: () => {
          noteLateStart(world, process, sessionId);
          return tables.putBody(sessionId, text);
        },
      });
    },
    async read({ sessionId }, stored) {
      if ('text' in stored) return stored.text;
      return call(world, process, { site: 'body.read', apply: () => readBody(world, sessionId, stored.body) });
    },
  };
}

/** Texts of a start that is repeated after the deletion are removed by whoever put them, unless it is cut off before. */
function noteLateStart(world: World, process: Process, sessionId: string): void {
  const evidence = evidenceOf(world.evidence, sessionId);
  if (process.creates.has(sessionId) && evidence.isDeleted) evidence.isLateStartLost = true;
}

function readBody(world: World, sessionId: string, { id }: BodyReference): string {
  const text = world.tables.bodies.get(sessionId)?.get(id);
  // Only a purge removes it; an error of the port would end the simulation, so a late reader gets nothing.
  return text ?? '{}';
}
