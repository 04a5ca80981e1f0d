import { BatchWriteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { SessionKey } from './control-store.ts';
import { keys } from './table-keys.ts';

/** DynamoDB takes at most 25 writes in one BatchWriteItem. */
const BATCH = 25;

const keySchema = z.object({ pk: z.string(), sk: z.string() });

/** Removes every entry and body of a session. May be repeated: what is gone is not missed. */
export async function purgeSession(
  key: SessionKey,
  deps: { documentClient: DynamoDBDocumentClient; table: string },
): Promise<void> {
  const pk = keys.session(key.tenantId, key.sessionId);
  for (;;) {
    // Always from the beginning: what was deleted is no longer in the way.
    const page = await deps.documentClient.send(
      new QueryCommand({
        TableName: deps.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ProjectionExpression: 'pk, sk',
        ConsistentRead: true,
      }),
    );
    const found = (page.Items ?? []).map((item) => keySchema.parse(item));
    if (found.length === 0) return;
    const batches = Array.from({ length: Math.ceil(found.length / BATCH) }, (_, n) =>
      found.slice(n * BATCH, (n + 1) * BATCH),
    );
    for (const batch of batches) await deleteAll(batch, deps);
  }
}

/** What DynamoDB leaves unprocessed of a batch is found again by the next query. */
async function deleteAll(
  items: z.infer<typeof keySchema>[],
  deps: { documentClient: DynamoDBDocumentClient; table: string },
): Promise<void> {
  await deps.documentClient.send(
    new BatchWriteCommand({ RequestItems: { [deps.table]: items.map((Key) => ({ DeleteRequest: { Key } })) } }),
  );
}
