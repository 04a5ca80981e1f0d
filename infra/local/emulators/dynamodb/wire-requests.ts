import * as z from 'zod';
import type { DynamoDbTables } from './dynamodb-tables.ts';
import type { OperationName } from './requests.ts';
import { itemFromWire, itemToWire } from './wire-values.ts';

const item = z.unknown().transform(itemFromWire);
const terms = {
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: item.optional(),
};
const table = { TableName: z.string() };
const condition = { ...terms, ConditionExpression: z.string().optional() };
const projection = { ...terms, ProjectionExpression: z.string().optional(), ConsistentRead: z.boolean().optional() };
const page = {
  ...table,
  Limit: z.number().optional(),
  ExclusiveStartKey: item.optional(),
  ConsistentRead: z.boolean().optional(),
};

const schemas = {
  GetItem: z.object({ ...table, ...projection, Key: item }),
  PutItem: z.object({ ...table, ...condition, Item: item }),
  DeleteItem: z.object({ ...table, ...condition, Key: item }),
  UpdateItem: z.object({
    ...{ ...table, ...condition, Key: item },
    UpdateExpression: z.string().optional(),
    ReturnValues: z.string().optional(),
  }),
  Scan: z.object(page),
  Query: z.object({
    ...{ ...page, ...projection },
    IndexName: z.string().optional(),
    KeyConditionExpression: z.string().optional(),
    FilterExpression: z.string().optional(),
    ScanIndexForward: z.boolean().optional(),
  }),
  BatchGetItem: z.object({ RequestItems: z.record(z.string(), z.object({ ...projection, Keys: z.array(item) })) }),
  BatchWriteItem: z.object({
    RequestItems: z.record(
      z.string(),
      z.array(
        z.object({
          PutRequest: z.object({ Item: item }).optional(),
          DeleteRequest: z.object({ Key: item }).optional(),
        }),
      ),
    ),
  }),
};

/** Does what was asked for over the wire, and says it as the wire has it. */
export async function answerWire(tables: DynamoDbTables, operation: OperationName, body: unknown): Promise<unknown> {
  switch (operation) {
    case 'GetItem': {
      const { Item } = await tables.getItem(schemas.GetItem.parse(body));
      return Item === undefined ? {} : { Item: itemToWire(Item) };
    }
    case 'PutItem':
      return tables.putItem(schemas.PutItem.parse(body));
    case 'DeleteItem':
      return tables.deleteItem(schemas.DeleteItem.parse(body));
    case 'UpdateItem': {
      const { Attributes } = await tables.updateItem(schemas.UpdateItem.parse(body));
      return Attributes === undefined ? {} : { Attributes: itemToWire(Attributes) };
    }
    case 'Query':
      return pageToWire(await tables.query(schemas.Query.parse(body)));
    case 'Scan':
      return pageToWire(await tables.scan(schemas.Scan.parse(body)));
    case 'BatchGetItem': {
      const { Responses, UnprocessedKeys } = await tables.batchGetItem(schemas.BatchGetItem.parse(body));
      const items = Object.entries(Responses).map(([name, found]) => [name, found.map(itemToWire)]);
      return { Responses: Object.fromEntries(items), UnprocessedKeys };
    }
    case 'BatchWriteItem':
      return tables.batchWriteItem(schemas.BatchWriteItem.parse(body));
    case 'ListTables':
      return tables.listTables();
  }
}

function pageToWire({ Items, LastEvaluatedKey: last, ...counts }: Awaited<ReturnType<DynamoDbTables['query']>>) {
  return { ...counts, Items: Items.map(itemToWire), ...(last && { LastEvaluatedKey: itemToWire(last) }) };
}
