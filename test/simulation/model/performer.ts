import type { Effect } from '../../../shared/domain/session/effect.ts';
import { performEffect } from './effects.ts';
import { addStep, type Expansion, type Model } from './model.ts';
import { isIdle } from './outbox.ts';
import { type Process, removeProcess, type World } from './world.ts';
import { write } from './write.ts';

/** The steps of an outbox: its projections at once, every other effect by itself, beside each other; a purge comes last. */
export function outboxSteps(expansion: Expansion, index: number, label: string): void {
  const process = expansion.from.processes[index];
  if (process === undefined || process.at === 'remove') return;
  const { shows, acts } = process;
  if (shows.length > 0) perform(expansion, index, `${label} shows ${kindsOf(shows)}`, shows, { shows: [] });
  const [next, ...rest] = acts;
  if (next === undefined || (next.kind === 'PURGE' && shows.length > 0)) return;
  perform(expansion, index, `${label} performs ${next.kind}`, [next], { acts: rest });
}

function perform(
  expansion: Expansion,
  index: number,
  label: string,
  effects: readonly Effect[],
  left: Partial<Process>,
): void {
  addStep(expansion, 'system', label, (world) => {
    const mine = world.processes[index];
    if (mine === undefined) return;
    for (const effect of effects) performEffect(expansion.model, world, mine, effect);
    mine.done = [...mine.done, ...effects];
    Object.assign(mine, left);
    afterPerforming(expansion.model, world, mine);
  });
}

function kindsOf(effects: readonly Effect[]): string {
  return [...new Set(effects.map(({ kind }) => kind))].join(', ');
}

function afterPerforming({ rules }: Model, world: World, process: Process): void {
  if (process.kind !== 'EFFECTS' || !isIdle(process)) return;
  if (process.leavesRemoval || !rules.storedEffects || !rules.removeAfter) removeProcess(world, process);
  else process.at = 'remove';
}

/** A performer that is no Lambda's own: performs, then removes what was done in one write (P9), and what that adds again. */
export function performerSteps(expansion: Expansion, index: number): void {
  const { model, from } = expansion;
  const process = from.processes[index];
  if (process === undefined) return;
  const label = process.isSweeper ? 'sweeper' : 'performer';
  outboxSteps(expansion, index, label);
  if (process.at !== 'remove') return;
  const done = model.rules.removeAfter ? process.done : [...process.shows, ...process.acts];
  write(
    expansion,
    index,
    `${label} removes ${kindsOf(done)}`,
    { type: 'effects_done' },
    (world, mine, outcome) => {
      if (outcome === 'gone' || isIdle(mine)) removeProcess(world, mine);
      else mine.at = 'perform';
    },
    done,
  );
}
