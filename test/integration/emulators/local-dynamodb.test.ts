import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { ConditionalCheckFailedException, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, expect, it } from 'vitest';
import { directDocumentClient } from '../../../infra/local/emulators/dynamodb/direct-document-client.ts';
import { groupCommit } from '../../../infra/local/emulators/dynamodb/group-commit.ts';
import { DataFolderUnusable, openDynamoDb } from '../../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { inProcessClient } from '../../../infra/local/emulators/in-process-transport.ts';
import type { LocalService } from '../../../infra/local/emulators/local-service.ts';
import { serviceListener } from '../../../infra/local/emulators/service-listener.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function dataFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-sessions-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'dynamodb.sqlite');
}

async function open(path?: string) {
  const database = await openDynamoDb({ path });
  cleanUp.push(() => database.close());
  return database;
}

const documentClient = (serve: LocalService) => DynamoDBDocumentClient.from(new DynamoDBClient(inProcessClient(serve)));

const session = (n: string) => ({
  pk: n,
  startPartition: 'p',
  statusPartition: 's',
  startedSort: n,
  status: 'RUNNING',
});
const putSession = (n: string) => new PutCommand({ TableName: 'Sessions', Item: session(n) });
const byStart = new QueryCommand({
  TableName: 'Sessions',
  IndexName: 'byStart',
  KeyConditionExpression: 'startPartition = :p',
  ExpressionAttributeValues: { ':p': 'p' },
});

it('keeps what it acknowledged, and indexes that agree, through kill -9', async () => {
  const path = await dataFile();

  const writer = spawn(process.execPath, [join(import.meta.dirname, 'write-until-killed.ts'), path]);
  const acknowledged: string[] = [];
  for await (const n of createInterface(writer.stdout)) {
    acknowledged.push(n);
    if (acknowledged.length === 50) writer.kill('SIGKILL');
  }

  const after = await open(path);
  const client = documentClient(after.serve);
  const read = (pk: string) => client.send(new GetCommand({ TableName: 'Sessions', Key: { pk } }));
  const items = await Promise.all(acknowledged.map(read));
  expect(acknowledged.length).toBeGreaterThanOrEqual(50);
  expect(items.map(({ Item }) => Item?.pk)).toEqual(acknowledged);
  const { Items = [] } = await client.send(byStart);
  expect(Items.map(({ pk }) => pk)).toEqual(expect.arrayContaining(acknowledged));
});

it('says of a file in use which it is and what to do', async () => {
  const path = await dataFile();
  await open(path);
  const second = openDynamoDb({ path });
  await expect(second).rejects.toBeInstanceOf(DataFolderUnusable);
  await expect(second).rejects.toThrow(`The tables in ${path} cannot be opened: another process is using them. Stop`);
});

it('says of a damaged file which it is and what to do', async () => {
  const path = await dataFile();
  await writeFile(path, 'damaged'.repeat(1_000));
  const opened = openDynamoDb({ path });
  await expect(opened).rejects.toBeInstanceOf(DataFolderUnusable);
  await expect(opened).rejects.toThrow(/not a database.*move it away or restore/s);
});

it('lives on when a client goes away in mid-body', async () => {
  const { serve } = await open();
  const server = createServer(serviceListener(serve)).listen(0, '127.0.0.1');
  cleanUp.push(async () => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const leaving = connect(port, '127.0.0.1');
  leaving.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{"TableName"');
  const [request] = await once(server, 'request');
  leaving.destroy();
  await new Promise((resolve) => request.once('close', resolve));

  const { signer, requestHandler, ...settings } = inProcessClient(serve);
  const client = new DynamoDBClient({ ...settings, endpoint: `http://127.0.0.1:${port}` });
  cleanUp.push(async () => client.destroy());
  expect((await client.send(new ListTablesCommand({}))).TableNames).toContain('Sessions');
});

it('refuses operations and parameters that it does not know', async () => {
  const { serve } = await open();
  const client = documentClient(serve);
  const Put = { TableName: 'Sessions', Item: { pk: 'a' } };
  await expect(client.send(new TransactWriteCommand({ TransactItems: [{ Put }] }))).rejects.toThrow(
    "The laptop's DynamoDB does not know TransactWriteItems. It knows",
  );
  await expect(client.send(new PutCommand({ ...Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }))).rejects.toThrow(
    "The laptop's DynamoDB does not know ReturnValuesOnConditionCheckFailure of PutItem",
  );
});

it('does not start what is aborted', async () => {
  const { serve } = await open();
  const aborted = documentClient(serve).send(putSession('1'), { abortSignal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  expect((await documentClient(serve).send(byStart)).Items).toEqual([]);
});

it('writes a batch as a whole or not at all', async () => {
  const { serve } = await open();
  const client = documentClient(serve);
  const tooLarge = { pk: 'b', text: 'x'.repeat(410_000) };
  const puts = [session('a'), tooLarge].map((Item) => ({ PutRequest: { Item } }));
  await expect(client.send(new BatchWriteCommand({ RequestItems: { Sessions: puts } }))).rejects.toThrow(
    'maximum allowed size',
  );
  expect((await client.send(byStart)).Items).toEqual([]);
});

it('refuses a write to a full disk, and answers again when there is room', async () => {
  const database = new DatabaseSync(':memory:');
  const commit = groupCommit(database);
  database.exec('CREATE TABLE t (text TEXT); PRAGMA max_page_count = 4');
  const insert = database.prepare('INSERT INTO t VALUES (?)');
  const together = ['a', 'x'.repeat(20_000), 'b'].map((text) => commit.run(() => insert.run(text)));
  for (const outcome of await Promise.allSettled(together)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('full') } });
  }
  await commit.run(() => insert.run('later'));
  expect(database.prepare('SELECT text FROM t').all()).toEqual([{ text: 'later' }]);
});

it.each([
  ['a path into a map', { ConditionExpression: 'a.b = :v', ExpressionAttributeValues: { ':v': 1 } }],
  ['a name that is not given', { ConditionExpression: '#v = :v', ExpressionAttributeValues: { ':v': 1 } }],
  ['a value that is not given', { ConditionExpression: 'v = :v' }],
  ['a value that is not used', { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': 1, ':w': 1 } }],
  ['half an expression', { ConditionExpression: 'v = :v AND', ExpressionAttributeValues: { ':v': 1 } }],
])('refuses %s, and writes nothing', async (_, condition) => {
  const { serve, tables } = await open();
  for (const client of [documentClient(serve), directDocumentClient(tables)]) {
    const put = client.send(new PutCommand({ TableName: 'Sessions', Item: session('1'), ...condition }));
    await expect(put).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await client.send(byStart)).Items).toEqual([]);
  }
});

it.each([
  ['no key', {}],
  ['an empty key', { pk: '' }],
  ['a key of another type', { pk: 1 }],
  ['a key that is too long', { pk: 'x'.repeat(2_049) }],
  ['an index key of another type', { pk: 'a', startPartition: 1 }],
  ['an empty index key', { pk: 'a', startPartition: '', startedSort: '1' }],
  ['a number that is none', { pk: 'a', n: Number.NaN }],
])('refuses an item with %s', async (_, Item) => {
  const { tables } = await open();
  const put = directDocumentClient(tables).send(new PutCommand({ TableName: 'Sessions', Item }));
  await expect(put).rejects.toMatchObject({ name: 'ValidationException' });
});

it('answers commands without a wire as it answers those over one', async () => {
  const { tables, serve } = await open();
  const [direct, wired] = [directDocumentClient(tables), documentClient(serve)];
  const Item = {
    pk: 'a',
    bytes: new Uint8Array([0, 255]),
    names: new Set(['x', 'y']),
    list: [1, null, { deep: true }],
  };
  const onlyNew = { TableName: 'Sessions', Item, ConditionExpression: 'attribute_not_exists(pk)' };
  await direct.send(new PutCommand(onlyNew));
  for (const client of [direct, wired]) {
    expect((await client.send(new GetCommand({ TableName: 'Sessions', Key: { pk: 'a' } }))).Item).toEqual(Item);
    await expect(client.send(new PutCommand(onlyNew))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    const unknownTable = client.send(new GetCommand({ TableName: 'Nowhere', Key: { pk: 'a' } }));
    await expect(unknownTable).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  }
});
