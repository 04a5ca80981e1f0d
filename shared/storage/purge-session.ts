import { BatchWriteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Clock } from '../runtime/clock.ts';
import type { SessionKey } from './control-store.ts';
import { keys } from './table-keys.ts';

/** DynamoDB takes at most 25 writes in one BatchWriteItem. */
const BATCH = 25;
const BATCHES_AT_ONCE = 8;
/** Less than what a bulk action keeps in reserve, in milliseconds: what is left then is purged by the sweeper. */
const LONGEST_PURGE_MS = 5_000;

const keySchema = z.object({ pk: z.string(), sk: z.string() });
type ItemKey = z.infer<typeof keySchema>;
type PurgeDeps = { documentClient: DynamoDBDocumentClient; table: string; clock: Pick<Clock, 'now'> };

/** Removes every entry and body of a session. May be repeated: what is gone is not missed. @throws PurgeUnfinished */
export async function purgeSession(key: SessionKey, deps: PurgeDeps): Promise<void> {
  const pk = keys.session(key.tenantId, key.sessionId);
  const end = deps.clock.now() + LONGEST_PURGE_MS;
  for (;;) {
    const found = await someKeys(pk, deps);
    if (found.length === 0) return;
    if (deps.clock.now() > end) throw new PurgeUnfinished(key.sessionId);
    await Promise.all(chunks(found, BATCH).map((batch) => deleteAll(batch, deps)));
  }
}

class PurgeUnfinished extends Error {
  constructor(sessionId: string) {
    super(`Session ${sessionId} is large: a part of it is purged, the sweeper goes on with the rest within a minute.`);
    this.name = 'PurgeUnfinished';
  }
}

/** Always from the beginning: what was deleted is no longer in the way, and what a batch left undone is found again. */
async function someKeys(pk: string, deps: PurgeDeps): Promise<ItemKey[]> {
  const page = await deps.documentClient.send(
    new QueryCommand({
      TableName: deps.table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
      Limit: BATCH * BATCHES_AT_ONCE,
    }),
  );
  return (page.Items ?? []).map((item) => keySchema.parse(item));
}

async function deleteAll(items: ItemKey[], deps: PurgeDeps): Promise<void> {
  const requests = items.map((Key) => ({ DeleteRequest: { Key } }));
  await deps.documentClient.send(new BatchWriteCommand({ RequestItems: { [deps.table]: requests } }));
}

function chunks<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size));
}
