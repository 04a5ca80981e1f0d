import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { evidenceOf } from './evidence.ts';
import { command } from './people.ts';
import type { SimulatedDeps } from './ports.ts';
import type { Process } from './process.ts';
import { isAdvance, twist, twisted } from './twist.ts';
import type { Weakness } from './weakness.ts';
import type { World } from './world.ts';

const NOBODY = { kind: 'session' as const, id: 'ses_nobody' };

/** What sessions, people and called sessions owe each other, weakened rule by rule. */
export const TREE_MUTATIONS: Record<string, Weakness> = {
  'P11 a task is completed by everybody who answers': twisted({
    read: (item, process) => {
      for (const call of callsOf(item)) if (process.name.startsWith('complete#') && isAnswered(call)) reopen(call);
    },
  }),
  'P11 an answer wins over a cancel': twisted({
    read: (item, process) => {
      if (!process.name.startsWith('complete#') || item.status !== 'CANCELED') return;
      item.status = 'RUNNING';
      for (const call of callsOf(item)) if (call.state === 'CANCELED') reopen(call);
    },
    save: (after, process, stored) => {
      if (process.name.startsWith('complete#')) after.status = stored.status;
    },
  }),
  'P11 the end leaves its tasks open': twisted({
    save: (after, _process, stored) => {
      if (after.endedAt === undefined || stored.endedAt !== undefined) return;
      after.effects = after.effects.filter(({ kind }) => kind !== 'PUT_TASK');
    },
  }),
  'P10 an old task replaces a newer one': projected((deps, world) => ({
    putTask: async (task) => {
      await deps.projections.putTask(task);
      world.tables.putTask(task.taskId, { v: task.v, task }, true);
    },
  })),
  'P13 what was answered outlives its session': projected(() => ({ removeTasks: async () => undefined })),
  'calls that need an approval are made without': twisted({
    read: (item, process) => {
      for (const call of callsOf(item))
        if (isAdvance(process) && call.approval !== undefined && call.state === 'WAITING')
          call.approval = { ...call.approval, decision: { approved: true, by: item.head.createdBy } };
    },
  }),
  'a refused call is made': twisted({
    save: (after) => {
      for (const call of callsOf(after))
        if (call.error?.category === 'APPROVAL_REFUSED' && call.approval?.decision?.approved === false)
          Object.assign(call, { state: 'WAITING', error: undefined, endedAt: undefined }, approve(call));
    },
  }),
  'P12 a creation is forgotten when it is not done at once': withoutEffects('CREATE_CALLED'),
  'P12 an end is forgotten when the caller is not told at once': withoutEffects('RESOLVE_CALLER'),
  'P12 a creation counts as done before it is': {
    deps: (deps, _process, world) => ({
      ...deps,
      control: {
        ...deps.control,
        create: (control) =>
          control.head.caller !== null && world.random.chance(0.5)
            ? Promise.resolve(true)
            : deps.control.create(control),
      },
    }),
  },
  'P12 a repeat creates another session': {
    deps: (deps, process) => ({
      ...deps,
      control: {
        ...deps.control,
        create: (control) => {
          if (control.head.caller !== null) control.head.sessionId += `_${process.id}`;
          return deps.control.create(control);
        },
      },
    }),
  },
  'P12 an end that comes before the creation is known is not taken': twisted({
    read: (item, process) => {
      for (const call of callsOf(item))
        if (isForeign(item, process) && call.state === 'RUNNING' && call.link?.kind === 'session') call.link = NOBODY;
    },
    save: (after, _process, stored) => {
      for (const call of callsOf(after))
        if (call.link?.id === NOBODY.id) call.link = callsOf(stored).find(({ seq }) => seq === call.seq)?.link;
    },
  }),
  'P12 an end is told again to whoever knows it': twisted({
    read: (item, process) => {
      for (const call of callsOf(item))
        if (isForeign(item, process) && call.toolKind === 'agent' && isAnswered(call)) reopen(call);
    },
  }),
  'P12 a caller that is told is not woken': {
    deps: (deps, process, world) => ({
      ...twist(deps, process, world, { save: keepAsleep }),
      executions: {
        ...deps.executions,
        sendToken: async (token) => {
          if (process.event === undefined || token.startsWith(`${process.event.sessionId}.`))
            await deps.executions.sendToken(token);
        },
      },
    }),
  },
  'cancel reaches those who were called': twisted({
    save: (after, _process, stored, world) => {
      if (after.cancel !== undefined && stored.cancel === undefined) cancelCalled(after, world);
    },
  }),
  'who is called may go deeper than who began': {
    deps: (deps) => ({
      ...deps,
      control: {
        ...deps.control,
        create: (control) => {
          const { head } = control;
          if (head.caller !== null) head.limits = { ...head.limits, maxDepth: 5 };
          return deps.control.create(control);
        },
      },
    }),
  },
  'what a called session has spent is not counted': twisted({
    save: (after, _process, stored) => {
      after.called = stored.called;
    },
  }),
  'who is called may spend more than was set aside': {
    deps: (deps) => ({
      ...deps,
      control: {
        ...deps.control,
        create: (control) => {
          if (control.head.caller !== null) control.head.limits = { ...control.head.limits, maxTokens: 30_000 };
          return deps.control.create(control);
        },
      },
    }),
  },
  "a share of the tenant's day is forgotten when it is not given back at once": withoutEffects('GIVE_BACK'),
  'what a model call reserves is counted as spent by it': twisted({
    save: (after, _process, stored) => {
      if (stored.reserved !== undefined && after.reserved === undefined && after.turns > stored.turns)
        after.usage = { ...after.usage, outputTokens: stored.usage.outputTokens + stored.reserved.outputTokens };
    },
  }),
  'nobody minds the same call again and again': twisted({
    save: (after) => {
      after.repeats = undefined;
    },
  }),
  'descendants are not counted': { deps: (deps) => ({ ...deps, reserveDescendant: async () => true }) },
};

function callsOf({ entries }: ControlItem): ToolCallEntry[] {
  return entries.flatMap((entry) => (entry.kind === 'TOOL_CALL' ? [entry] : []));
}

function isAnswered({ state }: ToolCallEntry): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELED';
}

function reopen(call: ToolCallEntry): void {
  Object.assign(call, { state: 'WAITING', completion: undefined, endedAt: undefined, output: undefined });
}

function approve({ approval }: ToolCallEntry): Partial<ToolCallEntry> {
  if (approval?.decision === undefined) return {};
  return { approval: { ...approval, decision: { ...approval.decision, approved: true } } };
}

/** Another session's process looks at the item: one that was called tells how it ended. */
function isForeign({ head }: ControlItem, { event }: Process): boolean {
  return event !== undefined && event.sessionId !== head.sessionId;
}

function keepAsleep(after: ControlItem, process: Process, { token }: ControlItem): void {
  if (!isForeign(after, process) || token === undefined || after.token !== undefined) return;
  after.effects = after.effects.filter(({ kind }) => kind !== 'SEND_TOKEN');
  after.token = token;
}

function projected(replaced: (deps: SimulatedDeps, world: World) => Partial<SimulatedDeps['projections']>): Weakness {
  return {
    deps: (deps, _process, world) => ({ ...deps, projections: { ...deps.projections, ...replaced(deps, world) } }),
  };
}

/** Whoever adds such an effect performs it, once; it is not kept. */
function withoutEffects(kind: string): Weakness {
  return twisted({
    save: (after) => {
      after.effects = after.effects.filter((effect) => effect.kind !== kind);
    },
  });
}

/** As somebody who is not asked would do it. */
function cancelCalled(after: ControlItem, world: World): void {
  for (const { link } of callsOf(after)) {
    if (link?.kind !== 'session') continue;
    const evidence = evidenceOf(world.evidence, link.id);
    const { isCancelAskedFor } = evidence;
    command(world, link.id, 'cancel');
    evidence.isCancelAskedFor = isCancelAskedFor;
  }
}
