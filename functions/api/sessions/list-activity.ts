import type { sessionRoutes } from '../../../shared/contracts/session-routes.ts';
import { isResolved } from '../../../shared/domain/session/entry.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import type { ShownEntry } from '../../../shared/storage/shown-entry.ts';
import type { Operation } from '../http/operation.ts';
import { asManyAsFit } from './answer-size.ts';
import { entryAnswer } from './entry-answer.ts';
import { findSession } from './find-session.ts';
import { type ReadDeps, sessionReads } from './session-reads.ts';
import { visibleLinks } from './visible-links.ts';

/**
 * The order of the reads is what makes the answer true while the session goes on. What is claimed of entries, that they are
 * resolved, stays true for ever, so every claim is read first: the summary (up to `settledSeq`), then the entries behind it.
 * The items are read last, or are those very entries: they are at least as new as the claims, so an entry that `next` has
 * passed was given in its final state. The other way round, an entry could resolve between the two reads, and the reader
 * would keep it as running for ever. The same for `complete`: of a terminal session's summary `lastSeq` is final.
 */
export const listActivity: Operation<typeof sessionRoutes.listActivity, ReadDeps> = async (
  { params, query, caller },
  deps,
) => {
  const { after, limit, kind: kinds } = query;
  const { activity } = sessionReads(deps);
  const { tenantId, sessionId, status, settledSeq, lastSeq } = await findSession(params.sessionId, caller, deps);
  const key = { tenantId, sessionId };
  const isOver = isTerminal(status);
  // Few: at most the open turn and what resolved since the summary was put.
  const behindSettled = isOver && settledSeq === lastSeq ? [] : await activity.readEntries(key, { after: settledSeq });
  const next = resolvedUpTo(settledSeq, behindSettled);
  const found =
    after >= settledSeq
      ? behindSettled.filter((entry) => entry.seq > after && (kinds === undefined || kinds.includes(entry.kind)))
      : await activity.readEntries(key, { after, limit: limit + 1, ...(kinds === undefined ? {} : { kinds }) });
  const page = found.slice(0, limit);
  const isVisible = await visibleLinks(page, caller, deps);
  // Previews of 500 entries can pass what an answer holds: the page ends before, and `more` says so.
  const items = asManyAsFit(page, (entry) => entryAnswer(entry, isVisible));
  return { body: { items, next, more: items.length < found.length, complete: isOver && next === lastSeq } };
};

/** The last `seq` up to which every entry is there and resolved: a gap is an entry that is not projected yet. */
function resolvedUpTo(settledSeq: number, behindSettled: readonly ShownEntry[]): number {
  const firstOpen = behindSettled.findIndex(
    (entry, index) => entry.seq !== settledSeq + 1 + index || !isResolved(entry),
  );
  return settledSeq + (firstOpen === -1 ? behindSettled.length : firstOpen);
}
