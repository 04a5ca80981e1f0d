import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import type { SimulatedDeps } from './ports.ts';
import type { Process } from './process.ts';
import { TREE_MUTATIONS } from './tree-mutations.ts';
import { holderOf, isAdvance, isPark, twist, twisted } from './twist.ts';
import type { Weakness } from './weakness.ts';
import { after as later, type World } from './world.ts';

/** The rules of protocol.md, each weakened in turn; every one of them must be noticed. */
export const MUTATIONS: Record<string, Weakness> = {
  'P1 writes are not conditional on the version': { deps: withoutVersion },
  'P2 a claim is acknowledged and not stored': { deps: withoutClaims },
  'P2 calls are claimed although the session is paused or canceled': twisted({
    read: (item, process) => {
      if (isAdvance(process) && ['PAUSING', 'PAUSED', 'CANCELING'].includes(item.status)) item.status = 'RUNNING';
    },
  }),
  'P3 results are saved by whoever comes': twisted({
    read: (item, process) => {
      for (const call of item.entries)
        if (isAdvance(process) && call.kind === 'TOOL_CALL' && call.claim !== undefined)
          call.claim = { ...call.claim, holder: holderOf(process) };
    },
  }),
  'P4 a claim is orphaned at once': twisted({
    read: (item, process) => {
      for (const call of item.entries)
        if (isAdvance(process) && call.kind === 'TOOL_CALL' && call.claim !== undefined)
          call.claim = { ...call.claim, until: 0 };
    },
  }),
  'P4 a call of unknown outcome is made again': twisted({
    read: (item) => {
      for (const call of item.entries) if (call.kind === 'TOOL_CALL') call.repeatable = true;
    },
    save: (after, _process, stored) => {
      for (const call of after.entries) if (call.kind === 'TOOL_CALL') hideRepeatable(call, stored);
    },
  }),
  'P5 there is no lease': twisted({
    read: (item, process) => {
      if (isAdvance(process) && item.lease !== undefined) item.lease = { ...item.lease, holder: holderOf(process) };
    },
  }),
  'P6 park does not compare the wake': twisted({
    read: (item, process) => {
      if (isPark(process)) item.wake = Number(process.event?.wake);
    },
    save: (after, process, stored) => {
      if (isPark(process)) after.wake = stored.wake;
    },
  }),
  'P6 waits are stored in any order': twisted({
    read: (item, process) => {
      if (isPark(process) && item.token !== undefined) item.token = { ...item.token, order: -1 };
    },
  }),
  'P7 wakes are not counted': twisted({
    save: (after, _process, stored) => {
      after.wake = stored.wake;
    },
  }),
  'P7 the end does not release who waits': {
    deps: (deps, process, world) => ({
      ...twist(deps, process, world, {
        save: (after) => {
          if (isTerminal(after.status)) after.effects = after.effects.filter(({ kind }) => kind !== 'SEND_TOKEN');
        },
      }),
      executions: { ...deps.executions, sendToken: (token) => sendUnlessEnded(deps, world, token) },
    }),
  },
  'P9 effects are removed before they are performed': {
    deps: (deps, process, world) => ({
      ...deps,
      executions: {
        ...deps.executions,
        sendToken: async (token) => {
          later(world, 5_000, () => process.state === 'running' && void deps.executions.sendToken(token));
        },
      },
    }),
  },
  'P9 nobody sweeps': { withoutSweeper: true },
  'P10 an old summary replaces a newer one': {
    deps: (deps, _process, world) => ({
      ...deps,
      projections: {
        ...deps.projections,
        putSummary: async (summary) => {
          await deps.projections.putSummary(summary);
          world.tables.putSummary(summary.sessionId, { v: summary.v, summary }, true);
        },
      },
    }),
  },
  'P10 an old entry replaces a newer one': {
    deps: (deps, _process, world) => ({
      ...deps,
      projections: {
        ...deps.projections,
        putEntry: async (key, entry) => {
          await deps.projections.putEntry(key, entry);
          world.tables.putEntry(key.sessionId, entry, true);
        },
      },
    }),
  },
  'P10 the summary says that more is settled than is': {
    deps: (deps) => ({
      ...deps,
      projections: {
        ...deps.projections,
        putSummary: (summary) => deps.projections.putSummary({ ...summary, settledSeq: summary.lastSeq }),
      },
    }),
  },
  'P13 the key of a deleted session is free again': {
    deps: (deps, _process, world) => ({
      ...deps,
      control: {
        ...deps.control,
        create: (control) => {
          const row = world.tables.control.get(control.head.sessionId);
          if (row !== undefined && row.item === undefined) world.tables.control.delete(control.head.sessionId);
          return deps.control.create(control);
        },
      },
    }),
  },
  'P14 whoever was woken is overdue at once': twisted({
    save: (after, _process, stored, world) => {
      if (stored.token === undefined || after.token !== undefined || !after.live) return;
      after.runAt = 0;
      after.dueAt = world.now;
    },
  }),
  'P14 runs do not fence each other': twisted({
    read: (item, process) => {
      const { run } = process.event ?? {};
      if (typeof run === 'number' && !isTerminal(item.status)) Object.assign(item, { run, live: true });
    },
    save: (after, _process, stored) => {
      after.run = Math.max(after.run, stored.run);
    },
  }),
  ...TREE_MUTATIONS,
};

function hideRepeatable(call: ToolCallEntry, { entries }: ControlItem): void {
  const known = entries.find(({ seq }) => seq === call.seq);
  if (known?.kind === 'TOOL_CALL') call.repeatable = known.repeatable;
}

function withoutVersion(deps: SimulatedDeps, _process: Process, world: World): SimulatedDeps {
  const save: SimulatedDeps['control']['save'] = (before, after) => {
    const version = world.tables.control.get(after.head.sessionId)?.version ?? before.version;
    after.version = version + 1;
    return deps.control.save({ ...before, version }, after);
  };
  return { ...deps, control: { ...deps.control, save } };
}

function withoutClaims(deps: SimulatedDeps, process: Process): SimulatedDeps {
  const save: SimulatedDeps['control']['save'] = (before, after) => {
    const claims = after.entries.some((entry) => entry.kind === 'TOOL_CALL' && entry.claim !== undefined);
    return claims && isAdvance(process) ? Promise.resolve(true) : deps.control.save(before, after);
  };
  return { ...deps, control: { ...deps.control, save } };
}

async function sendUnlessEnded(deps: SimulatedDeps, { tables }: World, token: string): Promise<void> {
  const item = tables.control.get(token.slice(0, token.indexOf('.')))?.item;
  if (item === undefined || !isTerminal(item.status)) await deps.executions.sendToken(token);
}
