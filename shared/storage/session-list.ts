import { type ListShards, listShardsOf } from '../domain/scale/list-shards.ts';
import type { BatchGetDeps } from './batch-get.ts';
import { filledPage, type Page } from './filled-page.ts';
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

const ATTRIBUTES = [
  ...new Set(['deleted', ...Object.keys(listedSessionSchema.shape), ...Object.keys(filterableRowSchema.shape)]),
];

/** A page of a tenant's sessions by start, each as its summary has it now. */
export async function listSessionPage(
  deps: BatchGetDeps & { listShards: ListShards },
  { tenantId, filter, ...query }: SessionListQuery,
): Promise<Page<ListedSession>> {
  const shards = listShardsOf(deps.listShards, tenantId);
  const listing = {
    nominations: {
      ...partitionsFor(tenantId, filter, shards),
      shards,
      sort: 'startedSort',
      parse: (item: Record<string, unknown>) => filterableRowSchema.parse(item),
    },
    isWanted: (row: FilterableRow) => isListed(row, filter),
    pkOf: ({ sessionId }: FilterableRow) => keys.session(tenantId, sessionId),
    attributes: ATTRIBUTES,
    confirm: (item: Record<string, unknown>) =>
      isTombstone(item) || !isListed(filterableRowSchema.parse(item), filter)
        ? undefined
        : listedSessionSchema.parse(item),
  };
  return filledPage(deps, listing, { ...query, ...boundsOf(filter) });
}
