import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { openDataFolder } from '../../infra/local/data-folder.ts';
import { createTables } from '../../infra/local/emulators/dynamodb/create-tables.ts';
import { openDynamoDb } from '../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';
import type { SessionStatus } from '../../shared/domain/session/session-status.ts';
import { activityStore } from '../../shared/storage/activity-store.ts';
import { documentClient } from '../../shared/storage/document-client.ts';
import { summaryRow } from '../../shared/storage/summary-row.ts';
import { aSessionId, aSummary, STARTED_AT } from '../builders/a-summary.ts';
import { aSettledCall } from '../builders/an-entry.ts';

/** DynamoDB's limit for one BatchWriteItem. */
const ITEMS_A_CALL = 25;
const TENANT = 'demo';

export type Seed = { sessions: number; entries: number };

/** Makes a data folder with so many ended and running sessions; the first has so many entries of activity. Answers its id. */
export async function seedSessions(dataDir: string, { sessions, entries }: Seed): Promise<string> {
  const folder = openDataFolder({ path: dataDir, newBootId: randomUUID });
  const dynamoDb = await openDynamoDb({ path: folder.file('dynamodb.sqlite') });
  const client = new DynamoDBClient(inProcessClient(dynamoDb.serve));
  await createTables(client);
  const documents = documentClient(client);
  for (let at = 0; at < sessions; at += ITEMS_A_CALL) {
    const numbers = Array.from({ length: Math.min(ITEMS_A_CALL, sessions - at) }, (_, index) => at + index);
    const puts = numbers.map((number) => ({ PutRequest: { Item: summaryRow(seeded(number, entries)) } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { Sessions: puts } }));
  }
  const activity = activityStore({ documentClient: documents, table: 'Activity' });
  const key = { tenantId: TENANT, sessionId: aSessionId(0) };
  for (let seq = 1; seq <= entries; seq += 1) await activity.putEntry(key, aSettledCall(seq));
  await dynamoDb.close();
  folder.close();
  return key.sessionId;
}

/** Of ten sessions eight are completed, one failed and one runs. */
function seeded(number: number, entries: number) {
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
