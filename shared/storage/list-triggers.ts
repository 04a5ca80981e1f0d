import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { LatestFiring } from '../domain/trigger/trigger.ts';
import { keys } from './table-keys.ts';
import { type FoundTrigger, firingOf, triggerKey, triggerOf } from './trigger-row.ts';

/** A function's answer holds at most 6 MB: a page ends here, whatever its limit. In characters of JSON. */
const PAGE_CHARACTERS = 1_500_000;
/** Queries of up to 1 MB that one request may cost: what is not found by then comes with the next page. */
const QUERIES_PER_PAGE = 10;

const rowSchema = z.object({ sk: z.string(), state: z.string() });

type Wanted = {
  tenantId: string;
  /** Which triggers are listed. */
  isWanted: (found: FoundTrigger) => Promise<boolean>;
  limit: number;
  /** The page begins behind this trigger. */
  after: string | undefined;
};

/** A page of a tenant's triggers, newest first; `next` is undefined when there are no more. */
export async function listTriggerPage(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  { tenantId, isWanted, limit, after }: Wanted,
): Promise<{ triggers: FoundTrigger[]; next: string | undefined }> {
  const triggers: FoundTrigger[] = [];
  let position = after;
  let characters = 0;
  for (let query = 0; query < QUERIES_PER_PAGE; query += 1) {
    const { rows, isLast } = await queryTriggers(deps, tenantId, position);
    for (const { sk, characters: size, found } of rows) {
      if (!found.item.removed && (await isWanted(found))) {
        const isFull = triggers.length === limit || (triggers.length > 0 && characters + size > PAGE_CHARACTERS);
        if (isFull) return { triggers, next: position };
        triggers.push(found);
        characters += size;
      }
      position = sk;
    }
    if (isLast) return { triggers, next: undefined };
  }
  return { triggers, next: position };
}

/** Downwards, a trigger's firing comes before the trigger itself; one at the end of the answer is read again with its trigger. */
async function queryTriggers(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  tenantId: string,
  after: string | undefined,
) {
  const answer = await deps.documentClient.send(
    new QueryCommand({
      TableName: deps.table,
      KeyConditionExpression: 'pk = :triggers',
      ExpressionAttributeValues: { ':triggers': keys.triggers(tenantId) },
      ConsistentRead: true,
      ScanIndexForward: false,
      ...(after === undefined ? {} : { ExclusiveStartKey: triggerKey({ tenantId, triggerId: after }) }),
    }),
  );
  const rows: { sk: string; characters: number; found: FoundTrigger }[] = [];
  let firing: { of: string; latest: LatestFiring } | undefined;
  for (const item of answer.Items ?? []) {
    const { sk, state } = rowSchema.parse(item);
    const of = keys.triggerOfFiring(sk);
    if (of !== undefined) firing = { of, latest: firingOf(item) };
    else {
      const latest = firing?.of === sk ? firing.latest : undefined;
      rows.push({ sk, characters: state.length, found: { item: triggerOf(item), firing: latest } });
    }
  }
  return { rows, isLast: answer.LastEvaluatedKey === undefined };
}
