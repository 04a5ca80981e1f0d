import type { Actor } from './actor.ts';
import type { ControlItem } from './control-item.ts';
import { type Effect, effectKey } from './effect.ts';
import type { Entry, ReasoningEntry, ResponseEntry, SystemEntry, ToolCallEntry } from './entry.ts';
import type { SessionStatus } from './session-status.ts';

/** Counters of a live session may be this old in the summary, in milliseconds (design, section 6). */
const COUNTERS_AGE_MS = 2_000;

/** A change under way: a private copy of the control item, the version it will have, and the effects added so far. */
export type Change = {
  readonly control: ControlItem;
  readonly v: number;
  readonly now: number;
  readonly added: Effect[];
};

type Unplaced<E> = Omit<E, 'seq' | 'v' | 'at'>;
type EffectBody = Effect extends infer E ? (E extends Effect ? Omit<E, 'v' | 'at'> : never) : never;

/** Adds an effect. A projection replaces the older one of its kind and argument (P10). */
export function emit(change: Change, body: EffectBody): void {
  const effect: Effect = { ...body, v: change.v, at: change.now };
  const key = effectKey(effect);
  if (effect.kind.startsWith('PUT_')) {
    removeWhere(change.control.effects, (other) => effectKey(other) === key);
    removeWhere(change.added, (other) => effectKey(other) === key);
  }
  change.control.effects.push(effect);
  change.added.push(effect);
}

/** Makes the summary follow this change. */
export function showSummary(change: Change): void {
  change.control.summaryAt = change.now;
  emit(change, { kind: 'PUT_SUMMARY' });
}

/** Makes the summary follow, at once or 2 s after it last did so: for counters. */
export function showCounters(change: Change): void {
  if (change.now >= countersDueAt(change.control)) showSummary(change);
  else emit(change, { kind: 'PUT_SUMMARY' });
}

/** From when on the summary is to follow counters that changed; a status is never waited with. */
export function countersDueAt({ summaryAt }: ControlItem): number {
  return summaryAt + COUNTERS_AGE_MS;
}

export function setStatus(change: Change, status: SessionStatus): void {
  change.control.status = status;
  showSummary(change);
  emit(change, { kind: 'PUBLISH_STATUS', status });
}

/** Gives an entry the next `seq` and shows it. */
export function addEntry(
  change: Change,
  entry: Unplaced<ReasoningEntry> | Unplaced<ToolCallEntry> | Unplaced<ResponseEntry> | Unplaced<SystemEntry>,
): number {
  change.control.seq += 1;
  const seq = change.control.seq;
  change.control.entries.push({ ...entry, seq, v: change.v, at: change.now });
  emit(change, { kind: 'PUT_ENTRY', seq });
  return seq;
}

/** Shows an entry again after it changed. */
export function showEntry(change: Change, entry: Entry): void {
  entry.v = change.v;
  emit(change, { kind: 'PUT_ENTRY', seq: entry.seq });
}

export function addSystemEntry(
  change: Change,
  event: SystemEntry['event'],
  by: Actor | null,
  more: { reason?: string | undefined; pausedMs?: number } = {},
): void {
  addEntry(change, { kind: 'SYSTEM', state: 'SUCCEEDED', event, by, endedAt: change.now, ...more });
}

export function removeWhere<T>(list: T[], matches: (item: T) => boolean): void {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    const item = list[index];
    if (item !== undefined && matches(item)) list.splice(index, 1);
  }
}
