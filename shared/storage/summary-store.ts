import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type SessionSummary, sessionSummarySchema } from '../domain/session/session-summary.ts';
import { conditionHeld } from './condition-held.ts';
import type { SessionKey } from './control-store.ts';
import { isTombstone, summaryRow } from './summary-row.ts';
import { keys } from './table-keys.ts';

export type SummaryStoreDeps = { documentClient: DynamoDBDocumentClient; table: string };

/** Summaries of sessions: projections, put in any order, of which the newest stays (P10). */
export function summaryStore(deps: SummaryStoreDeps) {
  return {
    /** A newer summary, or a tombstone, that is there already stays: that is "done", not an error. */
    putSummary: (summary: SessionSummary): Promise<void> => putOverOlder(deps, summaryRow(summary)),

    /** In place of a deleted session's summary: no content, in no index. `v` is the version of the deleting write, the last there is. */
    putTombstone: ({ tenantId, sessionId, v }: SessionKey & { v: number }): Promise<void> =>
      putOverOlder(deps, { pk: keys.session(tenantId, sessionId), v, deleted: true }),

    /** Strong read. `undefined`: not there, or deleted. */
    async getSummary({ tenantId, sessionId }: SessionKey): Promise<SessionSummary | undefined> {
      const { Item: item } = await deps.documentClient.send(
        new GetCommand({ TableName: deps.table, Key: { pk: keys.session(tenantId, sessionId) }, ConsistentRead: true }),
      );
      return item === undefined || isTombstone(item) ? undefined : sessionSummarySchema.parse(item);
    },
  };
}

async function putOverOlder(deps: SummaryStoreDeps, item: Record<string, unknown> & { v: number }): Promise<void> {
  await conditionHeld(
    deps.documentClient.send(
      new PutCommand({
        TableName: deps.table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(v) OR v < :v',
        ExpressionAttributeValues: { ':v': item.v },
      }),
    ),
  );
}
