import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { isOverdue } from '../../../shared/domain/session/due-at.ts';
import type { Effect } from '../../../shared/domain/session/effect.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { nameOf } from './control-view.ts';
import { NOW } from './deciding.ts';
import { addStep, type Expansion, type Model } from './model.ts';
import { isLastPurge, performAdded, toOutbox } from './outbox.ts';
import { addProcess, controlOf, isOpen, openExecution, type World } from './world.ts';
import { applyDecision } from './write.ts';

/** Longer than anything is left alone: a week. */
const MUCH_LATER = NOW + 7 * 86_400_000;

/** What nobody else does any more: effects whose writer is gone are performed, a lost run is replaced (P9, P14). */
export function sweeperSteps(expansion: Expansion): void {
  const control = controlOf(expansion.from);
  if (control === null) return;
  if (expansion.model.rules.sweeper) sweepEffects(expansion, control);
  recoverSteps(expansion, control);
}

function sweepEffects(expansion: Expansion, control: ControlItem): void {
  const { model, from } = expansion;
  if (control.effects.length === 0 || from.processes.some(({ isSweeper }) => isSweeper)) return;
  const ripe = control.effects.filter((effect) => !isLastPurge(effect) || mayPurgeLast(model, from));
  const held = heldEffects(from, control);
  const left = ripe.filter((effect) => !held.has(nameOf(effect)));
  if (left.length > 0) {
    addStep(expansion, 'system', 'sweeper: finds effects', (world) => sweep(model, world, control, left));
  }
  if (from.budget.slowPerformers > 0 && left.length < ripe.length) {
    addStep(expansion, 'fault', 'sweeper: BESIDE A SLOW PERFORMER', (world) => {
      world.budget.slowPerformers -= 1;
      sweep(model, world, control, ripe);
    });
  }
}

function sweep({ rules }: Model, world: World, known: ControlItem, effects: readonly Effect[]): void {
  const outbox = toOutbox(effects, { purgeGrace: false });
  addProcess(world, {
    kind: 'EFFECTS',
    at: rules.removeAfter ? 'perform' : 'remove',
    known,
    isSweeper: true,
    ...outbox,
  });
}

/** The last purge is due when nobody lives any more who began before the delete (P13). */
function mayPurgeLast({ rules }: Model, world: World): boolean {
  return !rules.purgeGrace || world.processes.every(({ shows, acts }) => shows.length + acts.length === 0);
}

/** Effects that somebody who lives is going to perform or to remove: they are not a minute old. */
function heldEffects(world: World, control: ControlItem): Set<string> {
  const held = new Set<string>();
  for (const { shows, acts, done } of world.processes) {
    for (const list of [shows, acts, done]) for (const effect of list) held.add(nameOf(effect));
  }
  // The start's own effects are removed by the first Advance, which is on its way (docs/decisions/002).
  if (control.status === 'PENDING' && openExecution(world, control.run) !== undefined) {
    for (const effect of control.effects) held.add(nameOf(effect));
  }
  return held;
}

function recoverSteps(expansion: Expansion, control: ControlItem): void {
  const { model, from } = expansion;
  if (!control.live || isTerminal(control.status) || control.deleted !== undefined) return;
  const executions = from.executions.filter(({ run }) => run === control.run);
  const isOverdueOnce = isOverdue(control, MUCH_LATER);
  if (model.rules.recover && executions.length > 0 && !executions.some(isOpen)) {
    // An execution that failed is told by its event; one that ended by itself is only found overdue.
    const isFailed = executions.some(({ node }) => node === 'CLOSED');
    if (isFailed) recover(expansion, control, 'system', 'recover: the execution failed');
    else if (isOverdueOnce) recover(expansion, control, 'timeout', 'recover: the run is overdue');
  }
  if (from.budget.falseRecoveries > 0 && executions.some(isOpen) && isOverdueOnce) {
    recover(expansion, control, 'fault', 'recover: OF A LIVE EXECUTION');
  }
}

function recover(
  expansion: Expansion,
  control: ControlItem,
  kind: 'system' | 'timeout' | 'fault',
  label: string,
): void {
  const { model } = expansion;
  const decision = model.decide(control, { type: 'recover', run: control.run }, []);
  addStep(expansion, kind, label, (world) => {
    if (kind === 'fault') world.budget.falseRecoveries -= 1;
    applyDecision(model, world, decision);
    performAdded(model, world, decision.control, decision.added);
  });
}
