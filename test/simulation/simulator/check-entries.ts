import { isDeepStrictEqual } from 'node:util';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { type Entry, isResolved } from '../../../shared/domain/session/entry.ts';
import type { SessionEvidence } from './evidence.ts';
import { expectInvariant } from './invariant-broken.ts';

const COMPARED_WRITES = 4;

/** I10: `seq` is dense, a resolved entry never changes, an entry's version grows with each change; usage is counted once. */
export function checkEntries(
  evidence: SessionEvidence,
  before: ControlItem | undefined,
  after: ControlItem,
  who: string,
): void {
  const lastBefore = before?.seq ?? 0;
  const added = after.entries.filter(({ seq }) => seq > lastBefore).map(({ seq }) => seq);
  const isDense = added.length === after.seq - lastBefore && added.every((seq, at) => seq === lastBefore + 1 + at);
  expectInvariant(isDense, 'I10', () => `${who}: entries ${added} after ${lastBefore}, last seq ${after.seq}`);
  for (const entry of after.entries) {
    const known = evidence.entries.get(entry.seq);
    if (known !== undefined) {
      if (isSame(known, entry, after.version)) continue;
      expectInvariant(!isResolved(known), 'I10', () => `${who}: the resolved entry ${entry.seq} changed`);
      const isNewer = entry.v > known.v || isSilent(known, entry);
      expectInvariant(isNewer, 'I10', () => `${who}: entry ${entry.seq} changed and is still version ${entry.v}`);
    }
    expectInvariant(entry.v <= after.version, 'I10', () => `${who}: entry ${entry.seq} is of version ${entry.v}`);
    if (entry.kind === 'REASONING' && entry.usage !== undefined) {
      evidence.usage.inputTokens += entry.usage.inputTokens;
      evidence.usage.outputTokens += entry.usage.outputTokens;
      evidence.answers += 1;
    }
    evidence.entries.set(entry.seq, entry);
  }
  const { inputTokens, outputTokens } = evidence.usage;
  const isCounted = after.usage.inputTokens === inputTokens && after.usage.outputTokens === outputTokens;
  expectInvariant(isCounted, 'I17', () => `${who}: usage ${JSON.stringify(after.usage)} is not what the entries say`);
}

/** An entry of the same version is looked at as a whole now and then only: the comparison costs more than the write. */
function isSame(known: Entry, entry: Entry, version: number): boolean {
  if (known === entry) return true;
  const isAlike = known.v === entry.v && known.state === entry.state;
  return (isAlike && version % COMPARED_WRITES !== 0) || isEqual(known, entry);
}

/** Who holds a call is not shown: it may change without a new projection. */
function isSilent(known: Entry, entry: Entry): boolean {
  return isEqual({ ...known, claim: undefined }, { ...entry, claim: undefined });
}

/** As JSON: what is undefined is not there. */
function isEqual(one: object, other: object): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
}
