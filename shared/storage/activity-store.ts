import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { EntryKind } from '../contracts/entry-response-schema.ts';
import { conditionHeld } from './condition-held.ts';
import type { SessionKey } from './control-store.ts';
import { type ShownEntry, shownEntrySchema } from './shown-entry.ts';
import { keys } from './table-keys.ts';

/** Behind the last `seq` that a key can hold. */
const LAST_SEQ = 9_999_999_999;

export type ActivityStoreDeps = { documentClient: DynamoDBDocumentClient; table: string };

export type EntryRange = {
  /** Entries behind this `seq`; 0 is the beginning. */
  after: number;
  /** At most so many; absent: all. */
  limit?: number;
  /** Of these kinds only; absent: of every kind. */
  kinds?: readonly EntryKind[];
};

/** Entries of sessions: projections, put in any order, of which the newest stays (P10). All reads are strong. */
export function activityStore(deps: ActivityStoreDeps) {
  const readEntries = (key: SessionKey, range: EntryRange) => queryEntries(deps, key, range);
  return {
    /** A newer state of the entry that is there already stays: that is "done", not an error. */
    async putEntry({ tenantId, sessionId }: SessionKey, entry: ShownEntry): Promise<void> {
      await conditionHeld(
        deps.documentClient.send(
          new PutCommand({
            TableName: deps.table,
            Item: { ...entry, pk: keys.session(tenantId, sessionId), sk: keys.entry(entry.seq) },
            ConditionExpression: 'attribute_not_exists(v) OR v < :v',
            ExpressionAttributeValues: { ':v': entry.v },
          }),
        ),
      );
    },

    /** In the order of `seq`. */
    readEntries,

    /** All of them: the session's history. */
    readAllEntries: (key: SessionKey) => readEntries(key, { after: 0 }),

    async getEntry({ tenantId, sessionId }: SessionKey, seq: number): Promise<ShownEntry | undefined> {
      const { Item: item } = await deps.documentClient.send(
        new GetCommand({
          TableName: deps.table,
          Key: { pk: keys.session(tenantId, sessionId), sk: keys.entry(seq) },
          ConsistentRead: true,
        }),
      );
      return item && shownEntrySchema.parse(item);
    },
  };
}

async function queryEntries(
  { documentClient, table }: ActivityStoreDeps,
  { tenantId, sessionId }: SessionKey,
  { after, limit = Number.POSITIVE_INFINITY, kinds }: EntryRange,
): Promise<ShownEntry[]> {
  const names = Object.fromEntries((kinds ?? []).map((kind, index) => [`:kind${index}`, kind]));
  const ofKinds = { FilterExpression: `kind IN (${Object.keys(names).join(', ')})` };
  const pages = paginateQuery(
    { client: documentClient, ...(kinds === undefined && Number.isFinite(limit) ? { pageSize: limit } : {}) },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': keys.session(tenantId, sessionId),
        ':first': keys.entry(after + 1),
        ':last': keys.entry(LAST_SEQ),
        ...names,
      },
      ...(kinds === undefined ? {} : ofKinds),
      ConsistentRead: true,
    },
  );
  const entries: ShownEntry[] = [];
  for await (const page of pages) {
    for (const item of page.Items ?? []) entries.push(shownEntrySchema.parse(item));
    if (entries.length >= limit) break;
  }
  return entries.slice(0, Math.min(limit, entries.length));
}
