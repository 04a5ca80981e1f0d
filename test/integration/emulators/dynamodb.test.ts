import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../../../infra/local/emulators/dynamodb/create-tables.ts';
import { localTables } from '../../builders/local-tables.ts';

/**
 * What storage relies on. Runs against the laptop's DynamoDB, or against anything that speaks the protocol:
 * `CONTRACT_DYNAMODB_ENDPOINT=http://127.0.0.1:8000 vitest run test/integration/emulators/dynamodb.test.ts`.
 * Every test keeps to a partition of its own, so that tables may be used again. Index reads are polled, as AWS fills
 * indexes a little later.
 */
let tables: { documentClient: DynamoDBDocumentClient; close: () => Promise<void> };
beforeAll(async () => {
  const endpoint = process.env.CONTRACT_DYNAMODB_ENDPOINT;
  tables = endpoint === undefined ? await localTables() : await tablesAt(endpoint);
});
afterAll(() => tables.close());

async function tablesAt(endpoint: string) {
  const client = new DynamoDBClient({
    endpoint,
    region: process.env.AWS_REGION ?? 'us-east-1',
    ...(process.env.AWS_ACCESS_KEY_ID === undefined && {
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  });
  await createTables(client);
  const documentClient = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { documentClient, close: async () => client.destroy() };
}

type Item = Record<string, unknown>;
const put = (TableName: string, Item: Item, condition: Partial<PutCommand['input']> = {}) =>
  tables.documentClient.send(new PutCommand({ TableName, Item, ...condition }));
const get = async (TableName: string, Key: Item) =>
  (await tables.documentClient.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
const update = (input: UpdateCommand['input']) => tables.documentClient.send(new UpdateCommand(input));
const query = async (input: QueryCommandInput) => tables.documentClient.send(new QueryCommand(input));
const own = (name: string) => `T#contract#${name}#${randomUUID()}`;
const refused = { name: 'ConditionalCheckFailedException' };

describe('a conditional write', () => {
  it('creates an item only once', async () => {
    const pk = own('once');
    const onlyNew = { ConditionExpression: 'attribute_not_exists(pk)' };
    await put('SessionControl', { pk, by: 'first' }, onlyNew);

    await expect(put('SessionControl', { pk, by: 'second' }, onlyNew)).rejects.toMatchObject(refused);
    expect(await get('SessionControl', { pk })).toEqual({ pk, by: 'first' });
  });

  it('takes a version for the table with the sort key, too', async () => {
    const key = { pk: own('entry'), sk: 'E#0000000001' };
    const newer = (v: number) => ({
      ConditionExpression: 'attribute_not_exists(v) OR v < :v',
      ExpressionAttributeValues: { ':v': v },
    });
    await put('Activity', { ...key, v: 2 }, newer(2));

    await expect(put('Activity', { ...key, v: 2 }, newer(2))).rejects.toMatchObject(refused);
    await expect(put('Activity', { ...key, v: 1 }, newer(1))).rejects.toMatchObject(refused);
    await put('Activity', { ...key, v: 10 }, newer(10));
    expect(await get('Activity', key)).toEqual({ ...key, v: 10 });
  });

  it('updates the version it has seen, and no other', async () => {
    const pk = own('version');
    await put('SessionControl', { pk, version: 1, gone: true });
    const step = (from: number) => ({
      TableName: 'SessionControl',
      Key: { pk },
      UpdateExpression: 'SET version = version + :one, #s = :s REMOVE gone',
      ConditionExpression: 'version = :from',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':one': 1, ':from': from, ':s': 'RUNNING' },
      ReturnValues: 'ALL_NEW' as const,
    });

    expect((await update(step(1))).Attributes).toEqual({ pk, version: 2, status: 'RUNNING' });
    await expect(update(step(1))).rejects.toMatchObject(refused);
    expect(await get('SessionControl', { pk })).toEqual({ pk, version: 2, status: 'RUNNING' });
  });

  it('lets one of many writers through that saw the same version', async () => {
    const pk = own('race');
    await put('Sessions', { pk, version: 1, statusPartition: pk, startedSort: '0' });
    const writers = Array.from({ length: 16 }, (_, writer) =>
      put(
        'Sessions',
        { pk, version: 2, writer, statusPartition: pk, startedSort: String(writer) },
        { ConditionExpression: 'version = :seen', ExpressionAttributeValues: { ':seen': 1 } },
      ),
    );
    const outcomes = await Promise.allSettled(writers);

    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await get('Sessions', { pk })).toMatchObject({ version: 2, writer: winner });
    await expect.poll(() => indexed('byStatus', 'statusPartition', pk)).toEqual([String(winner)]);
  });

  it('refuses to update what is not there', async () => {
    const missing = {
      TableName: 'Sessions',
      Key: { pk: own('missing') },
      UpdateExpression: 'SET a = :a',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':a': 1 },
    };
    await expect(update(missing)).rejects.toMatchObject(refused);
    expect(await get('Sessions', missing.Key)).toBeUndefined();
  });

  it('deletes on a condition', async () => {
    const key = { pk: own('delete'), sk: 'a' };
    await put('Catalog', { ...key, v: 1 });
    const remove = (v: number) =>
      tables.documentClient.send(
        new DeleteCommand({
          TableName: 'Catalog',
          Key: key,
          ConditionExpression: 'v = :v',
          ExpressionAttributeValues: { ':v': v },
        }),
      );

    await expect(remove(2)).rejects.toMatchObject(refused);
    await remove(1);
    expect(await get('Catalog', key)).toBeUndefined();
  });
});

describe('a query of a partition', () => {
  const pk = own('entries');
  const entries = Array.from({ length: 7 }, (_, i) => `E#${String(i + 1).padStart(10, '0')}`);
  beforeAll(async () => {
    for (const sk of [...entries, 'B#body#000']) await put('Activity', { pk, sk });
    await put('Activity', { pk: `${pk}0`, sk: 'E#0000000001' });
  });
  const entriesOf = (condition: string, values: Item, forward = true, limit = 3) =>
    allPages({
      TableName: 'Activity',
      KeyConditionExpression: `pk = :pk AND ${condition}`,
      ExpressionAttributeValues: { ':pk': pk, ...values },
      ScanIndexForward: forward,
      ConsistentRead: true,
      Limit: limit,
    });

  it('reads on from where the page before ended', async () => {
    expect(await entriesOf('begins_with(sk, :p)', { ':p': 'E#' })).toEqual(entries);
  });

  it('reads backward', async () => {
    expect(await entriesOf('begins_with(sk, :p)', { ':p': 'E#' }, false)).toEqual(entries.toReversed());
  });

  it('starts after and ends at a sort key', async () => {
    expect(await entriesOf('sk > :from', { ':from': entries[4] })).toEqual(entries.slice(5));
    expect(await entriesOf('sk >= :from', { ':from': entries[4] })).toEqual(entries.slice(4));
    expect(await entriesOf('sk < :to', { ':to': entries[1] })).toEqual(['B#body#000', entries[0]]);
    expect(await entriesOf('sk <= :to', { ':to': entries[1] }, false)).toEqual([entries[1], entries[0], 'B#body#000']);
    expect(await entriesOf('sk BETWEEN :a AND :b', { ':a': entries[1], ':b': entries[3] })).toEqual(
      entries.slice(1, 4),
    );
    expect(await entriesOf('sk = :sk', { ':sk': 'B#body#000' })).toEqual(['B#body#000']);
  });

  it('may give a last key although nothing follows', async () => {
    const page = await query({
      TableName: 'Activity',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :p)',
      ExpressionAttributeValues: { ':pk': pk, ':p': 'E#' },
      Limit: 7,
    });
    expect(page.Items).toHaveLength(7);
    expect(page.LastEvaluatedKey).toEqual({ pk, sk: entries[6] });
  });

  it('counts rows towards the limit before it filters them, and gives the attributes asked for', async () => {
    const filtered = own('filter');
    for (const [i, kind] of ['model', 'tool', 'note', 'model'].entries()) {
      await put('Activity', { pk: filtered, sk: `E#${i}`, kind, text: 'x' });
    }
    const page = await query({
      TableName: 'Activity',
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: '#k IN (:a, :b)',
      ProjectionExpression: 'sk, #k',
      ExpressionAttributeNames: { '#k': 'kind' },
      ExpressionAttributeValues: { ':pk': filtered, ':a': 'tool', ':b': 'note' },
      Limit: 2,
    });
    expect(page).toMatchObject({ ScannedCount: 2, LastEvaluatedKey: { pk: filtered, sk: 'E#1' } });
    expect(page.Items).toEqual([{ sk: 'E#1', kind: 'tool' }]);
  });

  it('ends a page at 1 MB', async () => {
    const large = own('large');
    for (const sk of ['a', 'b', 'c', 'd']) await put('Activity', { pk: large, sk, text: 'x'.repeat(350_000) });
    const page = await query({
      TableName: 'Activity',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': large },
    });
    expect(page.Items?.map(({ sk }) => sk)).toEqual(['a', 'b', 'c']);
    expect(page.LastEvaluatedKey).toEqual({ pk: large, sk: 'c' });
  });
});

describe('an index', () => {
  it('gives pages in both directions', async () => {
    const partition = own('start');
    const ids = ['1', '2', '3', '4', '5'].map((n) => ({
      pk: `${partition}#S#${n}`,
      startedSort: `2024-01-0${n}#${n}`,
    }));
    for (const key of ids) await put('Sessions', { ...key, startPartition: partition });
    const sorts = ids.map(({ startedSort }) => startedSort);
    const read = (forward: boolean) =>
      indexed('byStart', 'startPartition', partition, { ScanIndexForward: forward, Limit: 2 });

    await expect.poll(() => read(true)).toEqual(sorts);
    await expect.poll(() => read(false)).toEqual(sorts.toReversed());
  });

  it('gives pages within a range of its sort key, from any key of the range', async () => {
    const partition = own('range');
    const sorts = ['a#1', 'b#2', 'c#3', 'd#4', 'e#5'];
    for (const startedSort of sorts)
      await put('Sessions', { pk: `${partition}${startedSort}`, startPartition: partition, startedSort });
    const range = {
      ...indexQuery('byStart', 'startPartition', partition),
      KeyConditionExpression: 'startPartition = :p AND startedSort BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':p': partition, ':low': 'b', ':high': 'd~' },
      ScanIndexForward: false,
    };
    await expect.poll(() => allPages({ ...range, Limit: 1 }, 'startedSort')).toEqual(['d#4', 'c#3', 'b#2']);
    const ExclusiveStartKey = { pk: `${partition}c#3x`, startPartition: partition, startedSort: 'c#3x' };
    const { Items = [] } = await query({ ...range, ExclusiveStartKey });
    expect(Items.map(({ startedSort }) => startedSort)).toEqual(['c#3', 'b#2']);
  });

  it('holds the projected attributes and the keys, no others', async () => {
    const pk = own('projection');
    const listed = { pk, startPartition: pk, startedSort: '1', sessionId: 'ses_1', status: 'RUNNING', project: 'p' };
    await put('Sessions', { ...listed, version: 7, text: 'only in the item' });
    await expect.poll(() => entriesAt('byStart', 'startPartition', pk)).toEqual([listed]);
  });

  it('sorts numbers as numbers and takes a range of them', async () => {
    const dueShard = Number.parseInt(randomUUID().slice(0, 8), 16);
    const dueAts = [900, 1_000, 10_000, 1_735_689_600_000];
    for (const dueAt of dueAts.toReversed()) await put('SessionControl', { pk: own(`due${dueAt}`), dueShard, dueAt });
    const due = async (now: number) => {
      const { Items = [] } = await query({
        TableName: 'SessionControl',
        IndexName: 'due',
        KeyConditionExpression: 'dueShard = :s AND dueAt <= :now',
        ExpressionAttributeValues: { ':s': dueShard, ':now': now },
      });
      return Items.map(({ dueAt }) => dueAt);
    };
    await expect.poll(() => due(1_735_689_600_000)).toEqual(dueAts);
    await expect.poll(() => due(9_999)).toEqual([900, 1_000]);
  });

  it('moves an entry when its key changes', async () => {
    const [before, after] = [own('before'), own('after')];
    const item = { pk: own('move'), statusPartition: before, startedSort: '1' };
    await put('Sessions', item);
    await put('Sessions', { ...item, statusPartition: after });
    await expect.poll(() => indexed('byStatus', 'statusPartition', before)).toEqual([]);
    await expect.poll(() => indexed('byStatus', 'statusPartition', after)).toEqual(['1']);
  });

  it('loses the entry of an item whose attribute or which itself is gone', async () => {
    const partition = own('sparse');
    const keys = ['removed', 'replaced', 'deleted', 'kept'].map((name) => ({ pk: `${partition}#${name}` }));
    for (const key of keys) await put('Sessions', { ...key, statusPartition: partition, startedSort: key.pk });
    await expect.poll(() => indexed('byStatus', 'statusPartition', partition)).toHaveLength(4);

    const [removed, replaced, deleted, kept] = keys;
    await update({ TableName: 'Sessions', Key: removed, UpdateExpression: 'REMOVE statusPartition' });
    await put('Sessions', { ...replaced, startedSort: 'x' });
    await tables.documentClient.send(new DeleteCommand({ TableName: 'Sessions', Key: deleted }));

    await expect.poll(() => indexed('byStatus', 'statusPartition', partition)).toEqual([kept?.pk]);
    expect(await get('Sessions', removed!)).toEqual({ ...removed, startedSort: removed?.pk });
  });
});

describe('a batch', () => {
  it('reads what is there and leaves out what is not', async () => {
    const pk = own('batch');
    const keys = Array.from({ length: 60 }, (_, i) => ({ pk, sk: `E#${i}` }));
    for (const key of keys.slice(0, 50)) await put('Activity', { ...key, n: 1 });
    const { Responses, UnprocessedKeys } = await tables.documentClient.send(
      new BatchGetCommand({ RequestItems: { Activity: { Keys: keys, ConsistentRead: true } } }),
    );
    expect(Responses?.Activity?.map(({ sk }) => sk).sort()).toEqual(
      keys
        .slice(0, 50)
        .map(({ sk }) => sk)
        .sort(),
    );
    expect(UnprocessedKeys).toEqual({});
  });

  it('reads the attributes asked for', async () => {
    const pk = own('attributes');
    await put('Sessions', { pk, status: 'RUNNING', version: 3, text: 'x' });
    const Sessions = {
      Keys: [{ pk }],
      ProjectionExpression: 'pk, #s',
      ExpressionAttributeNames: { '#s': 'status' },
    };
    const { Responses } = await tables.documentClient.send(new BatchGetCommand({ RequestItems: { Sessions } }));
    expect(Responses?.Sessions).toEqual([{ pk, status: 'RUNNING' }]);
  });

  it('deletes items and their index entries', async () => {
    const partition = own('purge');
    const keys = Array.from({ length: 25 }, (_, i) => ({ pk: `${partition}#${i}` }));
    for (const { pk } of keys) await put('Sessions', { pk, startPartition: partition, startedSort: pk });
    const { UnprocessedItems } = await tables.documentClient.send(
      new BatchWriteCommand({ RequestItems: { Sessions: keys.map((Key) => ({ DeleteRequest: { Key } })) } }),
    );
    expect(UnprocessedItems).toEqual({});
    expect(await Promise.all(keys.map((key) => get('Sessions', key)))).toEqual(keys.map(() => undefined));
    await expect.poll(() => indexed('byStart', 'startPartition', partition)).toEqual([]);
  });
});

describe('an item', () => {
  it('of 300 KB comes back as it was written', async () => {
    const pk = own('trip');
    const item = {
      pk,
      numbers: [0, -1, 1.5, 1e-7, Number.MAX_SAFE_INTEGER, 1_735_689_600_000],
      bytes: new Uint8Array([0, 255, 128, 10]),
      nested: { list: [{ map: { deep: [[null, true, false, '']] } }], empty: {}, none: [] },
      text: 'Ünïcode 🙂 "quoted" \\ \n \u0000',
      calls: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`call_${i}`, { output: 'x'.repeat(980), i }])),
    };
    await put('SessionControl', item);
    expect(await get('SessionControl', { pk })).toEqual(item);
  });

  it('leaves out what is undefined', async () => {
    const pk = own('undefined');
    await put('SessionControl', { pk, a: undefined, nested: { b: undefined, c: 1 } });
    expect(await get('SessionControl', { pk })).toEqual({ pk, nested: { c: 1 } });
  });

  it.each([
    ['ASCII', 'x'.repeat(410_000)],
    ['few characters of many bytes', '🙂'.repeat(103_000)],
  ])('may not be larger than 400 KB: %s', async (_, text) => {
    const pk = own('limit');
    const tooLarge = { name: 'ValidationException', message: expect.stringContaining('maximum allowed size') };
    await expect(put('SessionControl', { pk, text })).rejects.toMatchObject(tooLarge);
    await put('SessionControl', { pk, version: 1 });
    const grow = {
      TableName: 'SessionControl',
      Key: { pk },
      UpdateExpression: 'SET #t = :t',
      ExpressionAttributeNames: { '#t': 'text' },
      ExpressionAttributeValues: { ':t': text },
    };
    await expect(update(grow)).rejects.toMatchObject(tooLarge);
    expect(await get('SessionControl', { pk })).toEqual({ pk, version: 1 });
  });

  it('may be a little less than 400 KB', async () => {
    const pk = own('below');
    await put('SessionControl', { pk, text: 'ü'.repeat(204_000) });
    expect(await get('SessionControl', { pk })).toMatchObject({ text: 'ü'.repeat(204_000) });
  });
});

/** Sort keys of all pages. */
async function allPages(input: QueryCommandInput, sort = 'sk'): Promise<unknown[]> {
  const found: unknown[] = [];
  let from: Item | undefined;
  do {
    const page = await query({ ...input, ExclusiveStartKey: from });
    found.push(...(page.Items ?? []).map((item) => item[sort]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

function indexQuery(IndexName: string, attribute: string, partition: string): QueryCommandInput {
  return {
    TableName: 'Sessions',
    IndexName,
    KeyConditionExpression: `${attribute} = :p`,
    ExpressionAttributeValues: { ':p': partition },
  };
}

const indexed = (index: string, attribute: string, partition: string, page: Partial<QueryCommandInput> = {}) =>
  allPages({ ...indexQuery(index, attribute, partition), ...page }, 'startedSort');

const entriesAt = async (index: string, attribute: string, partition: string) =>
  (await query(indexQuery(index, attribute, partition))).Items;
