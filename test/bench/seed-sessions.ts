import { randomUUID } from 'node:crypto';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { directDocumentClient } from '../../infra/local/emulators/dynamodb/direct-document-client.ts';
import { type LocalDynamoDb, openDynamoDb } from '../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import type { SessionStatus } from '../../shared/domain/session/session-status.ts';
import { activityStore } from '../../shared/storage/activity-store.ts';
import { summaryRow } from '../../shared/storage/summary-row.ts';
import { aSessionId, aSummary, STARTED_AT } from '../builders/a-summary.ts';
import { aSettledCall } from '../builders/an-entry.ts';

/** DynamoDB's limit for one BatchWriteItem. */
const ITEMS_A_CALL = 25;
/** Calls beside each other: they go into one transaction. */
const CALLS_AT_ONCE = 80;
const TOLD_EVERY = 100_000;
const TENANT = 'demo';
/** With its input, an entry of about 0.3 KB. */
const OUTPUT = { text: JSON.stringify({ status: 200, body: 'x'.repeat(250) }) };

export type Seed = {
  /** How many there are afterwards. */
  sessions: number;
  /** How many a data folder has that was seeded before. */
  seeded?: number;
  /** Of the first session; only where it is new. */
  entries?: number;
};

/** Makes a data folder with so many ended and running sessions, or adds to one. Answers the id of the one with entries. */
export async function seedSessions(dataDir: string, { sessions, seeded = 0, entries = 0 }: Seed): Promise<string> {
  const folder = openDataFolder({ path: dataDir, newBootId: randomUUID });
  const dynamoDb = await openDynamoDb({ path: folder.file('dynamodb.sqlite') });
  for (let at = seeded; at < sessions; at += ITEMS_A_CALL * CALLS_AT_ONCE) {
    await putSummaries(dynamoDb, { from: at, to: Math.min(sessions, at + ITEMS_A_CALL * CALLS_AT_ONCE), entries });
    if (at > seeded && at % TOLD_EVERY === 0) console.error(`Seeded ${at.toLocaleString('en')} sessions`);
  }
  const activity = activityStore({ documentClient: directDocumentClient(dynamoDb.tables), table: 'Activity' });
  const key = { tenantId: TENANT, sessionId: aSessionId(0) };
  const seqs = Array.from({ length: seeded === 0 ? entries : 0 }, (_, index) => index + 1);
  await Promise.all(seqs.map((seq) => activity.putEntry(key, aSettledCall(seq, { output: OUTPUT }))));
  await dynamoDb.close();
  folder.close();
  return key.sessionId;
}

/** Not by the document client: what that costs is not much, but a million times. */
async function putSummaries(
  { tables }: LocalDynamoDb,
  { from, to, entries }: { from: number; to: number; entries: number },
): Promise<void> {
  const calls: Promise<unknown>[] = [];
  for (let at = from; at < to; at += ITEMS_A_CALL) {
    const numbers = Array.from({ length: Math.min(ITEMS_A_CALL, to - at) }, (_, index) => at + index);
    const puts = numbers.map((number) => ({ PutRequest: { Item: summaryRow(summaryOf(number, entries)) } }));
    calls.push(tables.batchWriteItem({ RequestItems: { Sessions: puts } }));
  }
  await Promise.all(calls);
}

/** Of ten sessions eight are completed, one failed and one runs. */
function summaryOf(number: number, entries: number) {
  const status: SessionStatus = number % 10 === 9 ? 'RUNNING' : number % 10 === 8 ? 'FAILED' : 'COMPLETED';
  const startedAt = STARTED_AT + number * 1_000;
  const ended = status === 'RUNNING' ? {} : { endedAt: startedAt + 500 };
  const lastSeq = number === 0 ? entries : 0;
  return aSummary({
    tenantId: TENANT,
    sessionId: aSessionId(number),
    status,
    startedAt,
    lastSeq,
    settledSeq: lastSeq,
    ...ended,
  });
}
