import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../runtime/clock.ts';
import { conditionHeld } from './condition-held.ts';
import { keys } from './table-keys.ts';

/** Kept this long after the last one was added, in seconds: far longer than a tree of sessions grows. */
const KEPT_SECONDS = 3 * 365 * 86_400;

export type DescendantStoreDeps = { documentClient: DynamoDBDocumentClient; table: string; clock: Pick<Clock, 'now'> };

/** Which sessions descend from one that nobody called. */
export function descendantStore(deps: DescendantStoreDeps) {
  return {
    /** Counts a session among the descendants of `rootId`, once. False: there are `most` others already. */
    reserveDescendant: ({ tenantId, rootId, sessionId, most }: Reservation): Promise<boolean> =>
      conditionHeld(
        deps.documentClient.send(
          new UpdateCommand({
            TableName: deps.table,
            Key: { pk: keys.descendants(tenantId, rootId), sk: rootId },
            UpdateExpression: 'ADD ids :ids SET expiresAt = :expiresAt',
            ConditionExpression: 'attribute_not_exists(ids) OR contains(ids, :id) OR size(ids) < :most',
            ExpressionAttributeValues: {
              ':ids': new Set([sessionId]),
              ':id': sessionId,
              ':most': most,
              ':expiresAt': Math.ceil(deps.clock.now() / 1_000) + KEPT_SECONDS,
            },
          }),
        ),
      ),
  };
}

type Reservation = { tenantId: string; rootId: string; sessionId: string; most: number };
