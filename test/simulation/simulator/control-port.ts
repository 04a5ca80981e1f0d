import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { DUE_SHARDS } from '../../../shared/storage/control-rows.ts';
import type { ControlKey } from '../../../shared/storage/table-keys.ts';
import { checkWrite } from './check-write.ts';
import { evidenceOf } from './evidence.ts';
import { drawFault } from './faults.ts';
import type { SimulatedDeps } from './ports.ts';
import { call, type Process } from './process.ts';
import { isLooping, randomProgram } from './scripted-agent.ts';
import { storedControl } from './session-tables.ts';
import type { World } from './world.ts';

/** The control table: conditional writes that are atomic, strong reads, and an index that may lag behind. */
export function controlPort(world: World, process: Process): SimulatedDeps['control'] {
  const { tables } = world;
  return {
    read: ({ sessionId }) =>
      call(world, process, { site: 'control.read', note: () => sessionId, apply: () => tables.readControl(sessionId) }),

    create: (control) =>
      call(world, process, {
        site: 'control.create',
        note: () => control.head.sessionId,
        apply: () => {
          if (tables.control.has(control.head.sessionId)) return false;
          // What its model costs, as a start would find it.
          control.head.model = { ...control.head.model, prices: world.prices };
          write(world, process, undefined, control);
          return true;
        },
        repeated: () => false,
      }),

    save: (before, after) =>
      call(world, process, {
        site: 'control.save',
        note: () => noteOf(after),
        apply: () => {
          const row = tables.control.get(before.head.sessionId);
          if (row === undefined || row.version !== before.version) return false;
          write(world, process, row.item, after);
          return true;
        },
        repeated: () => false,
      }),

    due: (shard, now, limit) => {
      const due = dueIn(world, shard, now).slice(0, limit);
      if (due.length === 0) return Promise.resolve([]);
      const apply = () => due.filter(() => !drawFault(world.faults, 'due.missed', world.random));
      return call(world, process, { site: 'control.due', note: () => `shard ${shard}`, apply });
    },
  };
}

/** Making JSON text costs more than everything else of a write, so not every item is made and measured. */
const WHOLE_WRITES = 4;

function write(world: World, process: Process, before: ControlItem | undefined, after: ControlItem): void {
  const { item, bytes } = storedControl(after, after.version % WHOLE_WRITES === 0);
  checkWrite(world, process, { before, after: item, bytes });
  world.tables.putControl(item);
  if (before === undefined) giveProgram(world, item);
  for (const listen of world.onWrite) listen(item.head.sessionId);
}

/** What the model of a new session will say. */
function giveProgram({ programs, random, treeness, evidence }: World, { head }: ControlItem): void {
  const program = randomProgram(random, head.depth, treeness);
  programs.set(head.sessionId, program);
  if (isLooping(program)) evidenceOf(evidence, head.sessionId).excuses.add('NO_PROGRESS');
}

function dueIn({ tables }: World, shard: number, now: number): ControlKey[] {
  return [...tables.control].flatMap(([sessionId, { dueAt }]) =>
    dueAt !== undefined && dueAt <= now && sessionId.length % DUE_SHARDS === shard
      ? [{ kind: 'session', tenantId: 'demo', id: sessionId }]
      : [],
  );
}

function noteOf({ head, version, status, wake, run, live, token, effects }: ControlItem): string {
  const state = `${head.sessionId} v${version} ${status} run ${run} wake ${wake}${live ? '' : ' asleep'}`;
  return `${state}${token === undefined ? '' : ' parked'} ${effects.length} effects`;
}
