import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { directDocumentClient } from '../../../infra/local/emulators/dynamodb/direct-document-client.ts';
import { openDynamoDb } from '../../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { TURNS } from '../bench-agent.ts';
import { type Figure, mediansOf, percentile, timeOf } from '../figure.ts';
import { eachBeside } from './play-sessions.ts';

const ROUNDS = 5;
const STEPS = 2 * TURNS + 1;
const STEP = `${JSON.stringify({ step: 'x'.repeat(285) })}\n`;
const LOADS = [
  { clients: 1, sessions: 100 },
  { clients: 16, sessions: 400 },
];

/** Records one step of a session; they come one after the other, from 1. */
type Record = (session: string, step: number) => Promise<unknown>;

/** What recording the steps of a session alone takes, without anything that makes them: below this nothing durable gets. */
export async function floors(folder: string): Promise<Figure[]> {
  return [...(await appends(join(folder, 'appends.log'))), ...(await conditionalWrites(join(folder, 'floor.sqlite')))];
}

/** Each step is on the disk before the next; all sessions go to one file. */
async function appends(path: string): Promise<Figure[]> {
  const file = await open(path, 'a');
  const figures = await roundsOf('floor: fdatasync appends', async () => {
    await file.write(STEP);
    await file.datasync();
  });
  await file.close();
  return figures;
}

/** Each step is a write of the session's item, on condition that it has the version of the step before. */
async function conditionalWrites(path: string): Promise<Figure[]> {
  const dynamoDb = await openDynamoDb({ path });
  const client = directDocumentClient(dynamoDb.tables);
  const figures = await roundsOf('floor: conditional writes', (session, step) =>
    client.send(
      new UpdateCommand({
        TableName: 'SessionControl',
        Key: { pk: session },
        UpdateExpression: 'SET version = :version, step = :step',
        ConditionExpression: step === 1 ? 'attribute_not_exists(pk)' : 'version = :before',
        ExpressionAttributeValues: {
          ...{ ':version': step, ':step': STEP },
          ...(step === 1 ? {} : { ':before': step - 1 }),
        },
      }),
    ),
  );
  await dynamoDb.close();
  return figures;
}

async function roundsOf(name: string, record: Record): Promise<Figure[]> {
  const rounds: Figure[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const figures: Figure[] = [];
    for (const { clients, sessions } of LOADS) {
      const times: number[] = [];
      const ms = await timeOf(() =>
        eachBeside(clients, sessions, async (number) => {
          const session = `${round} ${clients} ${number}`;
          times.push(await timeOf(() => stepsOf(session, record)));
        }),
      );
      const of = `${name}, ${clients === 1 ? '1 client' : `${clients} clients`}`;
      figures.push(
        { name: of, value: (sessions * 1_000) / ms, unit: '/s' },
        { name: `${of}, p95`, value: percentile(times, 0.95), unit: 'ms' },
      );
    }
    rounds.push(figures);
  }
  return mediansOf(rounds);
}

async function stepsOf(session: string, record: Record): Promise<void> {
  for (let step = 1; step <= STEPS; step += 1) await record(session, step);
}
