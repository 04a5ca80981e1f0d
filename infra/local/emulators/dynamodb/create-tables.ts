import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type KeySchemaElement,
  ListTablesCommand,
  type Projection,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { TABLES, type Table } from '../../../../shared/contracts/tables.ts';

/** Creates the product's tables that do not exist yet, on demand capacity, and resolves when they can be used. */
export async function createTables(client: DynamoDBClient): Promise<void> {
  const { TableNames: existing = [] } = await client.send(new ListTablesCommand({}));
  const missing = Object.entries(TABLES).filter(([name]) => !existing.includes(name));
  await Promise.all(missing.map(([name, table]) => createTable(client, name, table)));
}

async function createTable(client: DynamoDBClient, name: string, table: Table): Promise<void> {
  await client.send(new CreateTableCommand(tableDefinition(name, table)));
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: name });
}

function tableDefinition(name: string, table: Table): CreateTableCommandInput {
  const indexes = Object.entries(table.indexes).map(([IndexName, index]) => ({
    IndexName,
    KeySchema: keySchema(index),
    Projection: projection(index.projects),
  }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributeDefinitions(table),
    KeySchema: keySchema(table.key),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
  };
}

function keySchema({ partition, sort }: Table['key']): KeySchemaElement[] {
  const hash: KeySchemaElement = { AttributeName: partition.name, KeyType: 'HASH' };
  return sort === undefined ? [hash] : [hash, { AttributeName: sort.name, KeyType: 'RANGE' }];
}

function projection(projects: Table['indexes'][string]['projects']): Projection {
  return projects === 'KEYS'
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projects] };
}

/** Every attribute that is part of a key, once. */
function attributeDefinitions(table: Table): AttributeDefinition[] {
  const keys = [table.key, ...Object.values(table.indexes)];
  const attributes = keys.flatMap(({ partition, sort }) => (sort === undefined ? [partition] : [partition, sort]));
  const types = new Map(attributes.map(({ name, type }) => [name, type]));
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}
