import type { Bounds } from './bounds.ts';
import type { Decide } from './deciding.ts';
import type { Rules } from './rules.ts';
import type { Letter } from './scripted-agent.ts';
import { copyOf, type World } from './world.ts';

/** One exploration's settings. */
export type Model = {
  rules: Rules;
  /** No rule is switched off. */
  isWhole: boolean;
  bounds: Bounds;
  turns: readonly Letter[][];
  decide: Decide;
};

/**
 * Who decides that a step happens. `system`: it happens some time, by itself; `timeout`: so, but only after 24 h or more;
 * `person` and `fault`: it may never happen.
 */
export type StepKind = 'system' | 'timeout' | 'person' | 'fault';
export type Step = { kind: StepKind; label: string; world: World };

/** The steps out of one state of the world, as they are found. */
export type Expansion = { model: Model; from: World; steps: Step[] };

/** Adds the step that makes `change` of a copy of the world. */
export function addStep(expansion: Expansion, kind: StepKind, label: string, change: (world: World) => void): void {
  const world = copyOf(expansion.from);
  change(world);
  expansion.steps.push({ kind, label, world });
}
