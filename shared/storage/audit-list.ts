import * as z from 'zod';
import { type AuditRecord, auditRecordSchema } from '../domain/audit/audit-record.ts';
import { everyShard, type ListShards, listShardsOf } from '../domain/scale/list-shards.ts';
import type { BatchGetDeps } from './batch-get.ts';
import { filledPage, type Page } from './filled-page.ts';
import { keys } from './table-keys.ts';

export type AuditListQuery = {
  tenantId: string;
  /** What is absent does not matter. `actor`: a user id; `object`: an id of anything. */
  filter: { actor?: string | undefined; action?: string | undefined; object?: string | undefined };
  /** Whether a record of the project is listed. */
  sees: (project: string) => boolean;
  limit: number;
  /** The page begins behind this sort key. */
  after?: string | undefined;
};

const rowSchema = z.object({
  pk: z.string(),
  actorId: z.string().optional(),
  action: z.string(),
  objectId: z.string(),
  project: z.string().optional(),
});
type Row = z.infer<typeof rowSchema>;

/** A page of a tenant's audit trail, newest first. */
export async function listAuditPage(
  deps: BatchGetDeps & { listShards: ListShards },
  { tenantId, filter, sees, limit, after }: AuditListQuery,
): Promise<Page<AuditRecord>> {
  const { actor, action, object } = filter;
  const shards = listShardsOf(deps.listShards, tenantId);
  const listing = {
    nominations: {
      index: 'byTime',
      attribute: 'timePartition',
      sort: 'atSort',
      partitions: everyShard(shards, (shard) => keys.auditTrail(tenantId, shard)),
      shards,
      parse: (item: Record<string, unknown>) => rowSchema.parse(item),
    },
    isWanted: (row: Row) =>
      (actor === undefined || row.actorId === actor) &&
      (action === undefined || row.action === action) &&
      (object === undefined || row.objectId === object) &&
      (row.project === undefined || sees(row.project)),
    pkOf: ({ pk }: Row) => pk,
    attributes: Object.keys(auditRecordSchema.shape),
    confirm: (item: Record<string, unknown>) => auditRecordSchema.safeParse(item).data,
  };
  // The bounds are around every time: `:` is the character behind `9`.
  return filledPage(deps, listing, { direction: 'descending', lowest: '0', highest: ':', limit, after });
}
