import { findCall } from '../calls.ts';
import { type Change, removeWhere, showEntry, showSummary } from '../change.ts';
import { type Effect, effectName } from '../effect.ts';
import { isResolved } from '../entry.ts';
import { settle } from './settle.ts';

/** Takes performed effects out of the outbox, each by its exact name (P9). True when there was one to take. */
export function removeEffects(change: Change, done: readonly Effect[]): boolean {
  const { control } = change;
  const names = new Set(done.map(effectName));
  const removed = control.effects.filter((effect) => names.has(effectName(effect)));
  if (removed.length === 0) return false;
  control.effects = control.effects.filter((effect) => !names.has(effectName(effect)));
  for (const effect of removed) afterRemoval(change, effect);
  return true;
}

function afterRemoval(change: Change, effect: Effect): void {
  const { control } = change;
  if (effect.kind === 'PUT_ENTRY' || effect.kind === 'PUT_TASK') {
    removeWhere(
      control.entries,
      (entry) => entry.seq === effect.seq && isResolved(entry) && !isToBePut(control.effects, entry.seq),
    );
  }
  if (effect.kind === 'CREATE_CALLED') confirmCreation(change, effect.seq);
}

/** The draft of an entry stays until it and its task were put as they are now, in whatever order: both are made from it. */
function isToBePut(effects: readonly Effect[], seq: number): boolean {
  return effects.some((effect) => (effect.kind === 'PUT_ENTRY' || effect.kind === 'PUT_TASK') && effect.seq === seq);
}

function confirmCreation(change: Change, seq: number): void {
  const call = findCall(change.control, seq);
  if (call?.state !== 'RUNNING') return;
  call.state = 'WAITING';
  showEntry(change, call);
  showSummary(change);
  settle(change);
}
