import { type BatchGetDeps, batchGet } from './batch-get.ts';
import { nominatedRows } from './nominated-rows.ts';
import { boundsOf, isListed, type SessionFilter } from './session-filter.ts';
import { partitionsFor } from './session-partitions.ts';
import {
  type FilterableRow,
  filterableRowSchema,
  isTombstone,
  type ListedSession,
  listedSessionSchema,
} from './summary-row.ts';
import { keys } from './table-keys.ts';

export type SessionListQuery = {
  tenantId: string;
  filter: SessionFilter;
  direction: 'ascending' | 'descending';
  limit: number;
  /** The page begins behind this sort key. */
  after?: string | undefined;
};
export type SessionPage = {
  sessions: ListedSession[];
  /** The sort key to go on behind; undefined when there is nothing more. A page may be short although there is. */
  next: string | undefined;
};

const ATTRIBUTES = [
  ...new Set(['deleted', ...Object.keys(listedSessionSchema.shape), ...Object.keys(filterableRowSchema.shape)]),
];

/**
 * A page of a tenant's sessions by start. An index, which is a moment behind, only nominates: whether a session is listed,
 * and what is shown of it, is read from its summary, and the page is filled from further nominations.
 */
export async function listSessionPage(deps: BatchGetDeps, query: SessionListQuery): Promise<SessionPage> {
  const range = rangeOf(query);
  if (range.lowest > range.highest) return { sessions: [], next: undefined };
  const rows = nominatedRows(deps, partitionsFor(query.tenantId, query.filter), range);
  const found: { session: ListedSession; position: string }[] = [];
  let last: string | undefined = query.after;
  let isThereMore = true;
  // One more than the page holds tells whether there is a next one.
  while (isThereMore && found.length <= query.limit) {
    const nominated: FilterableRow[] = [];
    while (isThereMore && found.length + nominated.length <= query.limit) {
      const row = await rows.next();
      if (row === 'END') last = undefined;
      if (typeof row === 'string') isThereMore = false;
      else if (row.startedSort !== query.after) {
        last = row.startedSort;
        if (isListed(row, query.filter)) nominated.push(row);
      }
    }
    found.push(...(await confirmed(deps, query, nominated)));
  }
  const page = found.slice(0, query.limit);
  return {
    sessions: page.map(({ session }) => session),
    next: found.length > query.limit ? page.at(-1)?.position : last,
  };
}

function rangeOf({ filter, direction, limit, after }: SessionListQuery) {
  const { lowest, highest } = boundsOf(filter);
  // Two more: the row that `after` names comes again, and one behind the page is looked at.
  const range = { direction, lowest, highest, firstQuery: limit + 2 };
  if (after === undefined) return range;
  if (direction === 'ascending') return { ...range, lowest: after > lowest ? after : lowest };
  return { ...range, highest: after < highest ? after : highest };
}

/** The nominated sessions that are listed by what their summaries say, in the order of their nomination. */
async function confirmed(deps: BatchGetDeps, { tenantId, filter }: SessionListQuery, nominated: FilterableRow[]) {
  const items = await batchGet(
    deps,
    nominated.map(({ sessionId }) => keys.session(tenantId, sessionId)),
    ATTRIBUTES,
  );
  const byId = new Map(
    items
      .filter((item) => !isTombstone(item) && isListed(filterableRowSchema.parse(item), filter))
      .map((item) => [item.sessionId, listedSessionSchema.parse(item)] as const),
  );
  return nominated.flatMap(({ sessionId, startedSort }) => {
    const session = byId.get(sessionId);
    return session === undefined ? [] : [{ session, position: startedSort }];
  });
}
