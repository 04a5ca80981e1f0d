import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { create, type Store } from 'dynalite/db/index.js';
import { afterEach, expect, it } from 'vitest';
import { atomicStore } from '../../../infra/local/emulators/dynamodb/atomic-store.ts';
import { createTables } from '../../../infra/local/emulators/dynamodb/create-tables.ts';
import { dynamoDbService } from '../../../infra/local/emulators/dynamodb/dynamodb-service.ts';
import { DataFolderUnusable, openDynamoDb } from '../../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { repairIndexes } from '../../../infra/local/emulators/dynamodb/repair-indexes.ts';
import { inProcessClient } from '../../../infra/local/emulators/in-process-transport.ts';
import type { LocalService } from '../../../infra/local/emulators/local-service.ts';
import { serviceListener } from '../../../infra/local/emulators/service-listener.ts';
import { TABLES } from '../../../shared/contracts/tables.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function dataFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'agent-sessions-'));
  cleanUp.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function open(path?: string) {
  const database = await openDynamoDb({ path });
  cleanUp.push(() => database.close());
  return database;
}

const documentClient = (serve: LocalService) => DynamoDBDocumentClient.from(new DynamoDBClient(inProcessClient(serve)));
const makeTables = (serve: LocalService) => createTables(new DynamoDBClient(inProcessClient(serve)));

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
  const path = await dataFolder();
  const before = await openDynamoDb({ path });
  await makeTables(before.serve);
  await before.close();

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
  expect(await after.repairIndexes()).toBe(0);
});

it('says of a folder in use which it is and what to do', async () => {
  const path = await dataFolder();
  await open(path);
  const second = openDynamoDb({ path });
  await expect(second).rejects.toBeInstanceOf(DataFolderUnusable);
  await expect(second).rejects.toThrow(`The data folder ${path} cannot be opened: another process is using it. Stop`);
});

it('says of a damaged folder which it is and what to do', async () => {
  const path = await dataFolder();
  await (await openDynamoDb({ path })).close();
  await writeFile(join(path, 'CURRENT'), 'damaged');
  const opened = openDynamoDb({ path });
  await expect(opened).rejects.toBeInstanceOf(DataFolderUnusable);
  await expect(opened).rejects.toThrow(/CURRENT.*move it away or restore/s);
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
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
});

it('refuses operations and parameters that it does not know', async () => {
  const { serve } = await open();
  await makeTables(serve);
  const client = documentClient(serve);
  const Put = { TableName: 'Sessions', Item: { pk: 'a' } };
  await expect(client.send(new TransactWriteCommand({ TransactItems: [{ Put }] }))).rejects.toThrow(
    "The laptop's DynamoDB does not know TransactWriteItems. It knows",
  );
  await expect(client.send(new PutCommand({ ...Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }))).rejects.toThrow(
    "The laptop's DynamoDB does not know ReturnValuesOnConditionCheckFailure of PutItem",
  );
});

it('may be asked again to create its tables', async () => {
  const { serve } = await open();
  await makeTables(serve);
  await documentClient(serve).send(putSession('1'));
  await makeTables(serve);
  expect((await documentClient(serve).send(byStart)).Count).toBe(1);
});

it('does not start what is aborted', async () => {
  const { serve } = await open();
  await makeTables(serve);
  const aborted = documentClient(serve).send(putSession('1'), { abortSignal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
  expect((await documentClient(serve).send(byStart)).Items).toEqual([]);
});

it('writes an item and its index entries together or not at all', async () => {
  const store = await openStore();
  const { db } = store;
  const failing = { ...store, db: readOnly(db) };
  await makeTables(dynamoDbService(atomicStore(store)));

  const written = await dynamoDbService(atomicStore(failing))({
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
    body: JSON.stringify({
      TableName: 'Sessions',
      Item: { pk: { S: '1' }, startPartition: { S: 'p' }, startedSort: { S: '1' } },
    }),
  });
  expect(written).toMatchObject({ status: 500, body: expect.stringContaining('disk is full') });

  const client = documentClient(dynamoDbService(atomicStore(store)));
  expect((await client.send(byStart)).Items).toEqual([]);
  expect((await client.send(new GetCommand({ TableName: 'Sessions', Key: { pk: '1' } }))).Item).toBeUndefined();
});

it('repairs index entries that dangle, are missing or tell something else', async () => {
  const store = await openStore();
  const serve = dynamoDbService(atomicStore(store));
  await makeTables(serve);
  const client = documentClient(serve);
  for (const n of ['1', '2', '3']) await client.send(putSession(n));
  expect(await repairIndexes(store, Object.keys(TABLES))).toBe(0);

  const [first, second, third] = await byStartKeys(store);
  const entry = JSON.stringify({
    pk: { S: '3' },
    startPartition: { S: 'p' },
    startedSort: { S: '3' },
    status: { S: 'PAUSED' },
  });
  await write(store, [
    { type: 'del', key: first! },
    { type: 'put', key: `${second}dangling`, value: entry, valueEncoding: 'utf8' },
    { type: 'put', key: third!, value: entry, valueEncoding: 'utf8' },
  ]);
  expect(await byStartRows()).toEqual(['2 RUNNING', '3 PAUSED', '3 PAUSED']);

  expect(await repairIndexes(store, Object.keys(TABLES))).toBe(3);
  expect(await byStartRows()).toEqual(['1 RUNNING', '2 RUNNING', '3 RUNNING']);
  expect(await repairIndexes(store, Object.keys(TABLES))).toBe(0);

  async function byStartRows() {
    const { Items = [] } = await client.send(byStart);
    return Items.map(({ pk, status }) => `${pk} ${status}`);
  }
});

async function openStore(): Promise<Store> {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await store.db.open();
  cleanUp.push(() => store.db.close());
  return store;
}

function readOnly(db: Store['db']): Store['db'] {
  return {
    open: () => db.open(),
    close: () => db.close(),
    getSync: (key) => db.getSync(key),
    values: (range) => db.values(range),
    iterator: (range) => db.iterator(range),
    batch: (_, done) => done(new Error('the disk is full')),
  };
}

async function byStartKeys({ db }: Store): Promise<string[]> {
  const prefix = 'index-global~Sessions~byStart~';
  const entries = db.iterator({ gte: prefix, lt: `${prefix}\xFF`, valueEncoding: 'utf8' });
  const keys = (await entries.nextv(10)).map(([key]) => key);
  await entries.close();
  return keys;
}

function write({ db }: Store, writes: Parameters<Store['db']['batch']>[0]): Promise<unknown> {
  return new Promise((resolve, reject) => db.batch(writes, (error) => (error ? reject(error) : resolve(undefined))));
}
