import { DatabaseSync } from 'node:sqlite';
import { TABLES, type Table } from '../../../../shared/contracts/tables.ts';
import { applyUpdate, changedNames, parseUpdate } from './apply-update.ts';
import { groupCommit } from './group-commit.ts';
import { exactKey, itemKey } from './item-keys.ts';
import { type Item, itemOf } from './item-text.ts';
import { checkCondition, type OpenedTable, readItem, writeItem } from './opened-table.ts';
import { parsedOnce } from './parsed-once.ts';
import { pick, projectedNames } from './project.ts';
import { type Page, query, scan } from './read-page.ts';
import { invalid, Refused } from './refused.ts';
import type {
  BatchGetRequest,
  BatchWriteRequest,
  DeleteRequest,
  GetRequest,
  KeysRequest,
  PutRequest,
  QueryRequest,
  ScanRequest,
  UpdateRequest,
  WriteRequest,
} from './requests.ts';
import { tableFile } from './table-file.ts';
import { refuseUnusedTerms, termsOf } from './terms.ts';

/** DynamoDB's limits for one batch. */
const MOST_READS = 100;
const MOST_WRITES = 25;

const updateOf = parsedOnce(parseUpdate);

export type DynamoDbTables = ReturnType<typeof dynamoDbTables>;

/**
 * The product's tables in one SQLite file (`:memory:`: in none), and DynamoDB's operations on them. What an answer tells of is
 * written: it survives `kill -9`, though not a power cut. Unforeseen errors are SQLite's.
 */
export function dynamoDbTables(path: string) {
  const database = new DatabaseSync(path);
  // Locked for this process: a second one would not see what this one has in memory.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  const tables = new Map(
    Object.entries<Table>(TABLES).map(([name, table]) => [
      name,
      { name, table, file: tableFile(database, name, table) },
    ]),
  );
  const commit = groupCommit(database);
  const tableOf = (name = ''): OpenedTable => {
    const opened = tables.get(name);
    if (opened === undefined) {
      throw new Refused('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
    }
    return opened;
  };
  return {
    getItem: (request: GetRequest) => commit.run(() => getItem(tableOf(request.TableName), request)),
    putItem: (request: PutRequest) => commit.run(() => putItem(tableOf(request.TableName), request)),
    updateItem: (request: UpdateRequest) => commit.run(() => updateItem(tableOf(request.TableName), request)),
    deleteItem: (request: DeleteRequest) => commit.run(() => deleteItem(tableOf(request.TableName), request)),
    query: (request: QueryRequest): Promise<Page> => commit.run(() => query(tableOf(request.TableName), request)),
    scan: (request: ScanRequest): Promise<Page> => commit.run(() => scan(tableOf(request.TableName), request)),
    batchGetItem: (request: BatchGetRequest) => commit.run(() => batchGetItem(tableOf, request)),
    batchWriteItem: (request: BatchWriteRequest) =>
      commit.run(() => allOrNothing(database, () => batchWriteItem(tableOf, request))),
    listTables: async () => ({ TableNames: [...tables.keys()] }),
    close: async (): Promise<void> => {
      commit.flush();
      database.close();
    },
  };
}

function getItem(opened: OpenedTable, request: GetRequest): { Item?: Item } {
  const { Key: key, ProjectionExpression: projection } = request;
  refuseUnusedTerms(request, [projection]);
  const item = readItem(opened, exactKey(opened.table, given(key, 'Key')));
  if (item === undefined) return {};
  return { Item: projection === undefined ? item : pick(item, projectedNames(projection, termsOf(request))) };
}

function putItem(opened: OpenedTable, request: PutRequest): Record<string, never> {
  const item = given(request.Item, 'Item');
  const before = readItem(opened, itemKey(opened.table, item));
  checkCondition(request, before);
  writeItem(opened, item, before);
  return {};
}

function updateItem(opened: OpenedTable, request: UpdateRequest): { Attributes?: Item } {
  const { UpdateExpression: update = '', ReturnValues: wanted = 'NONE' } = request;
  const key = given(request.Key, 'Key');
  const itsKey = exactKey(opened.table, key);
  const actions = updateOf(update);
  const changed = changedNames(actions, termsOf(request)).find((name) => Object.hasOwn(key, name));
  if (changed !== undefined) {
    throw invalid(
      `One or more parameter values were invalid: Cannot update attribute ${changed}. This attribute is part of the key`,
    );
  }
  if (wanted !== 'NONE' && wanted !== 'ALL_NEW') {
    throw invalid(`The laptop's DynamoDB does not know ReturnValues ${wanted}. It knows ALL_NEW.`);
  }
  const before = readItem(opened, itsKey);
  const terms = checkCondition(request, before, update);
  writeItem(opened, applyUpdate(actions, before ?? key, terms), before);
  return wanted === 'NONE' ? {} : { Attributes: readItem(opened, itsKey) ?? {} };
}

function deleteItem(opened: OpenedTable, request: DeleteRequest): Record<string, never> {
  const key = exactKey(opened.table, given(request.Key, 'Key'));
  checkCondition(request, readItem(opened, key));
  opened.file.remove(key);
  return {};
}

function batchGetItem(tableOf: (name: string) => OpenedTable, { RequestItems: wanted = {} }: BatchGetRequest) {
  const count = Object.values(wanted).reduce((sum, { Keys = [] }) => sum + Keys.length, 0);
  if (count === 0 || count > MOST_READS) throw invalid(`A BatchGetItem reads 1 to ${MOST_READS} items, not ${count}.`);
  const found = Object.entries(wanted).map(([name, request]): [string, Item[]] => [
    name,
    itemsOf(tableOf(name), request),
  ]);
  return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
}

function itemsOf(opened: OpenedTable, request: KeysRequest): Item[] {
  const { Keys: keys = [], ProjectionExpression: projection } = request;
  refuseUnusedTerms(request, [projection]);
  const names = projection === undefined ? undefined : projectedNames(projection, termsOf(request));
  const items = opened.file.findAll(distinct(keys.map((key) => exactKey(opened.table, key)))).map(itemOf);
  return names === undefined ? items : items.map((item) => pick(item, names));
}

function batchWriteItem(tableOf: (name: string) => OpenedTable, { RequestItems: wanted = {} }: BatchWriteRequest) {
  const count = Object.values(wanted).reduce((sum, requests) => sum + requests.length, 0);
  if (count === 0 || count > MOST_WRITES)
    throw invalid(`A BatchWriteItem writes 1 to ${MOST_WRITES} items, not ${count}.`);
  const writes = Object.entries(wanted).flatMap(([name, requests]) => {
    const opened = tableOf(name);
    distinct(requests.map((request) => keyOfWrite(opened, request)));
    return requests.map((request) => ({ opened, request }));
  });
  for (const { opened, request } of writes) {
    if (request.PutRequest !== undefined) putItem(opened, request.PutRequest);
    else deleteItem(opened, { Key: request.DeleteRequest?.Key });
  }
  return { UnprocessedItems: {} };
}

/** One that is refused in the middle leaves nothing written. */
function allOrNothing<Answer>(database: DatabaseSync, work: () => Answer): Answer {
  database.exec('SAVEPOINT batch');
  try {
    return work();
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK TO batch');
    throw error;
  } finally {
    if (database.isTransaction) database.exec('RELEASE batch');
  }
}

function keyOfWrite({ table }: OpenedTable, { PutRequest: put, DeleteRequest: remove }: WriteRequest) {
  return put === undefined ? exactKey(table, given(remove?.Key, 'Key')) : itemKey(table, given(put.Item, 'Item'));
}

function distinct<Key extends { pk: string; sk: string }>(keys: Key[]): Key[] {
  if (new Set(keys.map(({ pk, sk }) => JSON.stringify([pk, sk]))).size < keys.length) {
    throw invalid('Provided list of item keys contains duplicates');
  }
  return keys;
}

function given(value: Item | undefined, parameter: string): Item {
  if (value === undefined)
    throw invalid(`Value null at '${parameter}' failed to satisfy constraint: Member must not be null`);
  return value;
}
