import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';

/** What is known of a session's activity. */
export type Activity = {
  /** By `seq`, without a gap up to what was read. */
  entries: readonly EntryResponse[];
  /** From where to ask again to see every change. */
  next: number;
  /** Nothing will change any more. */
  isComplete: boolean;
};

export const NO_ACTIVITY: Activity = { entries: [], next: 0, isComplete: false };

/** Puts each entry over what is there by `seq`. An entry that has not changed stays the same object, so that it is not drawn again. */
export function mergeEntries(
  before: readonly EntryResponse[],
  read: readonly EntryResponse[],
): readonly EntryResponse[] {
  const bySeq = new Map(before.map((entry) => [entry.seq, entry]));
  let hasChanged = false;
  for (const entry of read) {
    const known = bySeq.get(entry.seq);
    if (known !== undefined && JSON.stringify(known) === JSON.stringify(entry)) continue;
    bySeq.set(entry.seq, entry);
    hasChanged = true;
  }
  return hasChanged ? [...bySeq.values()].sort((a, b) => a.seq - b.seq) : before;
}
