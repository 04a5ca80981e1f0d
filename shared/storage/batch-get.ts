import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../runtime/clock.ts';

/** DynamoDB's limit for one BatchGetItem. */
const KEYS_A_CALL = 100;
/** With pauses from 25 ms doubling, this gives up after about 3 s. */
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 25;

export type BatchGetDeps = { documentClient: DynamoDBDocumentClient; table: string; clock: Pick<Clock, 'delay'> };

/** Strong reads of many items of one table by their keys, in no order; what is not there is left out. `attributes`: these only. */
export async function batchGet(
  deps: BatchGetDeps,
  wanted: readonly { pk: string; sk?: string }[],
  attributes: readonly string[],
): Promise<Record<string, unknown>[]> {
  const keysToGet = [...new Map(wanted.map((key) => [JSON.stringify(key), key])).values()];
  const calls = [];
  for (let at = 0; at < keysToGet.length; at += KEYS_A_CALL) {
    calls.push(getSome(deps, keysToGet.slice(at, at + KEYS_A_CALL), attributes));
  }
  return (await Promise.all(calls)).flat();
}

/** DynamoDB leaves out what would pass 16 MB or its throughput, and says so: that is asked for again. */
async function getSome(
  { documentClient, table, clock }: BatchGetDeps,
  wanted: Record<string, unknown>[],
  attributes: readonly string[],
): Promise<Record<string, unknown>[]> {
  const names = Object.fromEntries(attributes.map((attribute, index) => [`#a${index}`, attribute]));
  const found: Record<string, unknown>[] = [];
  let left = wanted;
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === MOST_TRIES) throw new ReadsLeftOut(table, left.length);
    if (tries > 0) await clock.delay(FIRST_PAUSE_MS * 2 ** (tries - 1));
    const read = {
      Keys: left,
      ConsistentRead: true,
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: names,
    };
    const answer = await documentClient.send(new BatchGetCommand({ RequestItems: { [table]: read } }));
    found.push(...(answer.Responses?.[table] ?? []));
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

class ReadsLeftOut extends Error {
  constructor(table: string, left: number) {
    super(
      `DynamoDB left out ${left} reads of table ${table} in ${MOST_TRIES} tries: it is overloaded. Try again later.`,
    );
    this.name = 'ReadsLeftOut';
  }
}
