import { BatchWriteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type AuditRecord, auditRecordSchema } from '../domain/audit/audit-record.ts';
import { type ListShards, listShardsOf, shardOf } from '../domain/scale/list-shards.ts';
import type { SessionKey } from './control-store.ts';
import { keys } from './table-keys.ts';

/** DynamoDB takes at most 25 writes in one BatchWriteItem. */
const BATCH = 25;

export type AuditStoreDeps = { documentClient: DynamoDBDocumentClient; table: string; listShards: ListShards };

const keySchema = z.object({ pk: z.string() });

/** The audit trail of a tenant: records that are put and never changed. */
export function auditStore(deps: AuditStoreDeps) {
  return {
    /** The same record again is the same item. */
    async putAudit(record: AuditRecord): Promise<void> {
      await deps.documentClient.send(new PutCommand({ TableName: deps.table, Item: rowOf(record, deps.listShards) }));
    },

    /** Removes the records of a deleted session, all but the one of its deletion. May be repeated. */
    async purgeAudit({ tenantId, sessionId }: SessionKey): Promise<void> {
      let from: Record<string, unknown> | undefined;
      do {
        const page: { Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> } =
          await deps.documentClient.send(
            new QueryCommand({
              TableName: deps.table,
              IndexName: 'byOwner',
              KeyConditionExpression: 'ownerPartition = :owner',
              ExpressionAttributeValues: { ':owner': keys.auditOf(tenantId, sessionId) },
              Limit: BATCH,
              ExclusiveStartKey: from,
            }),
          );
        await removeAll(deps, page.Items ?? []);
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
    },
  };
}

async function removeAll(deps: AuditStoreDeps, items: Record<string, unknown>[]): Promise<void> {
  if (items.length === 0) return;
  const requests = items.map((item) => ({ DeleteRequest: { Key: { pk: keySchema.parse(item).pk } } }));
  await deps.documentClient.send(new BatchWriteCommand({ RequestItems: { [deps.table]: requests } }));
}

/** The record of a deletion has no owner: nothing takes it away. */
function rowOf(record: AuditRecord, listShards: ListShards): Record<string, unknown> {
  const { tenantId, recordId, at, actor, object, ownerId, action } = record;
  const shard = shardOf(recordId, listShardsOf(listShards, tenantId));
  return {
    ...auditRecordSchema.parse(record),
    pk: keys.audit(tenantId, recordId),
    timePartition: keys.auditTrail(tenantId, shard),
    atSort: keys.createdSort(new Date(at).toISOString(), recordId),
    ...(action === 'deleteSession' ? {} : { ownerPartition: keys.auditOf(tenantId, ownerId) }),
    ...(actor === null ? {} : { actorId: actor.userId }),
    objectId: object.id,
  };
}
