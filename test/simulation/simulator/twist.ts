import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { SimulatedDeps } from './ports.ts';
import type { Process } from './process.ts';
import type { Weakness } from './weakness.ts';
import type { World } from './world.ts';

/** A change of what the processes of a simulation read and write. */
type Twist = {
  /** What a process sees of the item that it reads; a copy to change. */
  read?: (item: ControlItem, process: Process) => void;
  /** What it writes: before it is written. `stored` is the item that is there now. */
  save?: (after: ControlItem, process: Process, stored: ControlItem, world: World) => void;
};

export function isAdvance({ name }: Process): boolean {
  return name.startsWith('advance#');
}

export function isPark({ name }: Process): boolean {
  return name.startsWith('park#');
}

/** The first id that an invocation of Advance takes is that of its lease. */
export function holderOf({ name }: Process): string {
  return `${name}.1`;
}

export function twisted(how: Twist): Weakness {
  return { deps: (deps, process, world) => twist(deps, process, world, how) };
}

export function twist(deps: SimulatedDeps, process: Process, world: World, { read, save }: Twist): SimulatedDeps {
  const { control } = deps;
  return {
    ...deps,
    control: {
      ...control,
      async read(key) {
        const item = await control.read(key);
        if (item === undefined || read === undefined) return item;
        const seen: ControlItem = { ...item, entries: item.entries.map((entry) => ({ ...entry })) };
        read(seen, process);
        return seen;
      },
      save(before, after) {
        const stored = world.tables.control.get(after.head.sessionId)?.item;
        if (stored !== undefined) save?.(after, process, stored, world);
        return control.save(before, after);
      },
    },
  };
}
