import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTables } from '../../infra/local/emulators/dynamodb/create-tables.ts';
import { directDocumentClient } from '../../infra/local/emulators/dynamodb/direct-document-client.ts';
import { openDynamoDb } from '../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';
import { documentClient } from '../../shared/storage/document-client.ts';

/**
 * The laptop's DynamoDB against another one that was written by others from AWS's own answers: the same commands, in any order,
 * give the same answers.
 */
type Command = { name: string; make: (tenant: string) => unknown };

const ours: DynamoDBDocumentClient[] = [];
let theirs: DynamoDBDocumentClient;
const close: (() => unknown)[] = [];

beforeAll(async () => {
  const reference = dynalite({ createTableMs: 0 });
  reference.listen(0, '127.0.0.1');
  await once(reference, 'listening');
  const { port } = reference.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(client);
  theirs = documentClient(client);
  const [direct, wired] = [await openDynamoDb({ path: undefined }), await openDynamoDb({ path: undefined })];
  ours.push(directDocumentClient(direct.tables), documentClient(new DynamoDBClient(inProcessClient(wired.serve))));
  close.push(
    direct.close,
    wired.close,
    () => client.destroy(),
    () => reference.close(),
  );
});
afterAll(async () => {
  for (const one of close) await one();
});

const name = fc.constantFrom('a', 'b', 'c', 'ä', '🙂');
const number = fc.constantFrom(-1, 0, 1, 2, 10, 1.5);
const value = fc.oneof(name, number, fc.boolean(), fc.constant(null), fc.array(number, { maxLength: 2 }));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const item = fc.record({
  id: name,
  v: optional(number),
  status: optional(name),
  text: optional(value),
  statusPartition: optional(name),
  startPartition: optional(name),
  startedSort: optional(name),
});
const condition = fc.constantFrom(
  {},
  { ConditionExpression: 'attribute_not_exists(pk)' },
  { ConditionExpression: 'attribute_not_exists(v) OR v < :v', ExpressionAttributeValues: { ':v': 1 } },
  { ConditionExpression: 'attribute_exists(pk) AND NOT v >= :v', ExpressionAttributeValues: { ':v': 1 } },
  { ConditionExpression: 'attribute_type(v, :t)', ExpressionAttributeValues: { ':t': 'N' } },
  { ConditionExpression: 'v BETWEEN :v AND :w', ExpressionAttributeValues: { ':v': 0, ':w': 2 } },
  {
    ConditionExpression: '#s IN (:a, :b) OR contains(#s, :c)',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':a': 'a', ':b': 'ä', ':c': '🙂' },
  },
  {
    ConditionExpression: '(size(#s) < :two AND begins_with(#s, :a)) OR #s <> :b',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':two': 2, ':a': 'a', ':b': 'b' },
  },
);
const update = fc.constantFrom(
  { UpdateExpression: 'SET v = :one', ExpressionAttributeValues: { ':one': 1 } },
  { UpdateExpression: 'SET v = v + :one, gone = v', ExpressionAttributeValues: { ':one': 1 } },
  { UpdateExpression: 'REMOVE startPartition, v SET note = :one', ExpressionAttributeValues: { ':one': 'x' } },
  { UpdateExpression: 'ADD v :one, names :names', ExpressionAttributeValues: { ':one': 2, ':names': new Set(['a']) } },
  { UpdateExpression: 'SET pk = :one', ExpressionAttributeValues: { ':one': 'x' } },
);
/** Sort keys end with the id: entries with equal ones are in no order. */
const keyed = (tenant: string, { id, startedSort, ...rest }: { id: string; startedSort?: string | undefined }) => ({
  pk: `${tenant}#${id}`,
  startedSort: startedSort && `${startedSort}#${id}`,
  ...Object.fromEntries(
    Object.entries(rest).map(([key, one]) => [key, key.endsWith('Partition') && one ? `${tenant}#${one}` : one]),
  ),
});

const page = fc.record({ Limit: optional(fc.integer({ min: 1, max: 3 })), ScanIndexForward: fc.boolean() });
const range = fc.constantFrom(
  { with: '', values: {} },
  { with: ' AND startedSort > :low', values: { ':low': 'a' } },
  { with: ' AND startedSort <= :low', values: { ':low': 'b' } },
  { with: ' AND startedSort BETWEEN :low AND :high', values: { ':low': 'a', ':high': 'c' } },
  { with: ' AND begins_with(startedSort, :low)', values: { ':low': 'a' } },
);
const filter = fc.constantFrom(
  { values: {} },
  { FilterExpression: 'v > :f OR attribute_not_exists(v)', values: { ':f': 0 } },
  { FilterExpression: 'agentId = :f', values: { ':f': 'a' } },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(item, condition).map(([one, when]) => ({
      name: 'put',
      make: (tenant: string) => new PutCommand({ TableName: 'Sessions', Item: keyed(tenant, one), ...when }),
    })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(name, update, fc.boolean()).map(([id, how, onlyThere]) => ({
      name: 'update',
      make: (tenant: string) =>
        new UpdateCommand({
          ...{ TableName: 'Sessions', Key: { pk: `${tenant}#${id}` }, ReturnValues: 'ALL_NEW', ...how },
          ...(onlyThere && { ConditionExpression: 'attribute_exists(pk)' }),
        }),
    })),
  },
  fc.tuple(name, condition).map(([id, when]) => ({
    name: 'delete',
    make: (tenant: string) => new DeleteCommand({ TableName: 'Sessions', Key: { pk: `${tenant}#${id}` }, ...when }),
  })),
  fc.uniqueArray(fc.tuple(item, fc.boolean()), { selector: ([{ id }]) => id, minLength: 1 }).map((writes) => ({
    name: 'batch write',
    make: (tenant: string) =>
      new BatchWriteCommand({
        RequestItems: {
          Sessions: writes.map(([one, puts]) =>
            puts
              ? { PutRequest: { Item: keyed(tenant, one) } }
              : { DeleteRequest: { Key: { pk: `${tenant}#${one.id}` } } },
          ),
        },
      }),
  })),
  name.map((id) => ({
    name: 'get',
    make: (tenant: string) =>
      new GetCommand({ TableName: 'Sessions', Key: { pk: `${tenant}#${id}` }, ProjectionExpression: 'pk, v, nothing' }),
  })),
  fc.uniqueArray(name, { minLength: 1 }).map((ids) => ({
    name: 'batch get',
    make: (tenant: string) =>
      new BatchGetCommand({ RequestItems: { Sessions: { Keys: ids.map((id) => ({ pk: `${tenant}#${id}` })) } } }),
  })),
  {
    weight: 4,
    arbitrary: fc
      .tuple(name, fc.constantFrom('Start', 'Status'), page, range, filter)
      .map(([of, by, limits, sorted, { values, ...filtered }]) => ({
        name: 'query',
        make: (tenant: string) =>
          new QueryCommand({
            ...{ TableName: 'Sessions', IndexName: `by${by}`, ...limits, ...filtered },
            KeyConditionExpression: `${by.toLowerCase()}Partition = :p${sorted.with}`,
            ExpressionAttributeValues: { ':p': `${tenant}#${of}`, ...sorted.values, ...values },
          }),
      })),
  },
);

it('answers as another DynamoDB does, whatever is asked in whatever order', async () => {
  let runs = 0;
  const property = fc.asyncProperty(
    fc.array(command, { minLength: 3, maxLength: 25, size: 'max' }),
    async (commands) => {
      runs += 1;
      const tenant = `t${runs}`;
      for (const { name: what, make } of commands) {
        const expected = await outcome(theirs, make(tenant));
        for (const client of ours) expect(await outcome(client, make(tenant)), what).toEqual(expected);
      }
    },
  );
  await fc.assert(property, { numRuns: 120, seed: 20_261_123 });
});

/** The answer without what names the request; of a refusal its name. A batch answers in any order. */
async function outcome(client: DynamoDBDocumentClient, asked: unknown) {
  try {
    const {
      $metadata: _,
      ConsumedCapacity: __,
      ...answer
    } = (await client.send(asked as GetCommand)) as unknown as Record<string, unknown>;
    return sorted(answer);
  } catch (error) {
    return { refused: (error as Error).name };
  }
}

function sorted(answer: Record<string, unknown>): Record<string, unknown> {
  const { Responses } = answer as { Responses?: { Sessions: { pk: string }[] } };
  return Responses === undefined ? answer : { ...answer, Responses: Responses.Sessions.toSorted(byKey) };
}

function byKey(one: { pk: string }, other: { pk: string }): number {
  return one.pk < other.pk ? -1 : 1;
}
