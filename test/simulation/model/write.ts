import type { Command, Decision } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { Effect } from '../../../shared/domain/session/effect.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { viewOf } from './control-view.ts';
import { dueDateFault } from './due-date-fault.ts';
import { addStep, type Expansion, type Model } from './model.ts';
import { toOutbox } from './outbox.ts';
import { broken, controlOf, type Process, type World } from './world.ts';

export type Outcome = Decision | 'gone';
type After = (world: World, process: Process, outcome: Outcome) => void;

/**
 * A process reads, decides and writes on the version that it read, and tries again when it was refused: this takes effect at
 * the write or not at all, so it is one step. Fault: the write was applied and its answer is not seen.
 */
export function write(
  expansion: Expansion,
  index: number,
  label: string,
  command: Command,
  after: After,
  done: readonly Effect[] = expansion.from.processes[index]?.done ?? [],
): void {
  const { model, from } = expansion;
  const process = from.processes[index];
  if (process === undefined) return;
  if (!model.rules.conditional && process.kind === 'ADVANCE') {
    writeBlindly(expansion, index, label, command, after);
    return;
  }
  const decision = decided(model, from, process, command, done);
  addStep(expansion, 'system', label, (world) => {
    const mine = world.processes[index];
    if (mine === undefined) return;
    if (decision !== 'gone' && mine.lost !== decision) applyDecision(model, world, decision);
    taken(model, mine, decision);
    after(world, mine, decision);
  });
  if (from.budget.lostAnswers === 0 || decision === 'gone' || !decision.changed || process.lost === decision) return;
  addStep(expansion, 'fault', `${label}: ANSWER LOST`, (world) => {
    const mine = world.processes[index];
    if (mine === undefined) return;
    world.budget.lostAnswers -= 1;
    applyDecision(model, world, decision);
    mine.lost = decision;
  });
}

/** While nobody wrote after a write whose answer was lost, its writer recognises it as its own (P1). */
function decided(model: Model, world: World, { lost }: Process, command: Command, done: readonly Effect[]): Outcome {
  const control = controlOf(world);
  if (control === null) return 'gone';
  return lost !== null && lost.control === control ? lost : model.decide(control, command, done);
}

function taken({ rules }: Model, process: Process, outcome: Outcome): void {
  process.lost = null;
  process.done = []; // removed by this write, or by somebody else before, or with the item
  if (outcome === 'gone') return;
  process.known = outcome.control;
  const added = toOutbox(outcome.added, rules);
  // A projection that changed twice meanwhile is put once.
  process.shows = [...process.shows.filter((effect) => !isReplaced(effect, added.shows)), ...added.shows];
  process.acts = [...process.acts, ...added.acts];
}

function isReplaced(effect: Effect, by: readonly Effect[]): boolean {
  if (effect.kind === 'PUBLISH_STATUS') return false;
  const seq = 'seq' in effect ? effect.seq : 0;
  return by.some((other) => other.kind === effect.kind && ('seq' in other ? other.seq : 0) === seq);
}

/** The control item becomes what was decided; every property of one step is checked here. */
export function applyDecision(model: Model, world: World, { changed, control }: Decision): void {
  if (!changed) return;
  const before = controlOf(world);
  if (before === null) return;
  if (isTerminal(before.status) && before.status !== control.status)
    broken(world, `terminal ${before.status} -> ${control.status}`);
  if (before.status === 'CANCELING' && control.status !== 'CANCELING' && control.status !== 'CANCELED')
    broken(world, `acknowledged cancel -> ${control.status}`);
  const fault = model.isWhole ? dueDateFault(control) : undefined;
  if (fault !== undefined) broken(world, fault);
  put(model, world, control);
}

function put({ rules }: Model, world: World, control: ControlItem): void {
  const view = viewOf(control);
  const before = controlOf(world);
  world.calls = { ...world.calls, ...view.calls };
  world.control = control;
  if (control.deleted === undefined) {
    forgetEntries(world, before, view.entries);
    return;
  }
  world.entries = [];
  world.isGone = true;
  // As the control store does: with its last effect the item of a deleted session shrinks to its key.
  if (control.effects.length === 0) world.control = rules.tombstone ? 'TOMBSTONE' : null;
}

/** An entry may leave the control item only when its last state is shown: nobody would ever show it again. */
function forgetEntries(world: World, before: ControlItem | null, kept: readonly { seq: number }[]): void {
  if (before === null) return;
  const left = viewOf(before).entries.filter(({ seq }) => !kept.some((entry) => entry.seq === seq));
  if (left.length === 0) return;
  for (const { seq, v } of left) {
    const shown = world.entries.find((entry) => entry.seq === seq);
    if (shown?.v !== v || !shown.isResolved) broken(world, 'an entry left the control item before it was shown');
  }
  world.entries = world.entries.filter(({ seq }) => !left.some((entry) => entry.seq === seq));
}

/** Mutation of P1: read now, put blindly later; the item is made if it is missing. */
function writeBlindly(expansion: Expansion, index: number, label: string, command: Command, after: After): void {
  const { model, from } = expansion;
  const process = from.processes[index];
  if (process === undefined) return;
  const control = controlOf(from);
  const { snapshot } = process;
  if (snapshot === null && control !== null) {
    addStep(expansion, 'system', `${label}: read`, (world) => {
      const mine = world.processes[index];
      if (mine !== undefined) mine.snapshot = control;
    });
    return;
  }
  const decision: Outcome = snapshot === null ? 'gone' : model.decide(snapshot, command, process.done);
  addStep(expansion, 'system', `${label}: put`, (world) => {
    const mine = world.processes[index];
    if (mine === undefined) return;
    mine.snapshot = null;
    if (decision !== 'gone' && decision.changed) {
      if (control === null) broken(world, 'deleted session came back');
      if (control !== null && isTerminal(control.status) && decision.control.status !== control.status)
        broken(world, `terminal ${control.status} -> ${decision.control.status}`);
      put(model, world, decision.control);
    }
    taken(model, mine, decision);
    after(world, mine, decision);
  });
}
