import type { Item } from './item-text.ts';
import type { TermsInput } from './terms.ts';

type Named = { TableName?: string | undefined };
type Conditional = TermsInput & { ConditionExpression?: string | undefined };
type Projected = TermsInput & { ProjectionExpression?: string | undefined };

/** The requests that the product makes, with values as the document client has them. */
export type GetRequest = Named & Projected & { Key?: Item | undefined; ConsistentRead?: boolean | undefined };
export type PutRequest = Named & Conditional & { Item?: Item | undefined };
export type DeleteRequest = Named & Conditional & { Key?: Item | undefined };
export type UpdateRequest = Named &
  Conditional & { Key?: Item | undefined; UpdateExpression?: string | undefined; ReturnValues?: string | undefined };
export type ScanRequest = Named & {
  Limit?: number | undefined;
  ExclusiveStartKey?: Item | undefined;
  ConsistentRead?: boolean | undefined;
};
export type QueryRequest = ScanRequest &
  Projected & {
    IndexName?: string | undefined;
    KeyConditionExpression?: string | undefined;
    FilterExpression?: string | undefined;
    ScanIndexForward?: boolean | undefined;
  };
export type KeysRequest = Projected & { Keys?: Item[] | undefined; ConsistentRead?: boolean | undefined };
export type BatchGetRequest = { RequestItems?: Record<string, KeysRequest> | undefined };
export type WriteRequest = {
  PutRequest?: { Item?: Item | undefined } | undefined;
  DeleteRequest?: { Key?: Item | undefined } | undefined;
};
export type BatchWriteRequest = { RequestItems?: Record<string, WriteRequest[]> | undefined };

const CONDITION = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];
const PROJECTION = ['ProjectionExpression', 'ExpressionAttributeNames'];
const PAGE = ['TableName', 'Limit', 'ExclusiveStartKey', 'ConsistentRead'];

/** What each operation takes; code that relies on anything else would be wrong on the laptop only. */
export const PARAMETERS = {
  BatchGetItem: ['RequestItems'],
  BatchWriteItem: ['RequestItems'],
  DeleteItem: ['TableName', 'Key', ...CONDITION],
  GetItem: ['TableName', 'Key', 'ConsistentRead', ...PROJECTION],
  ListTables: [],
  PutItem: ['TableName', 'Item', ...CONDITION],
  Query: [
    ...PAGE,
    ...['IndexName', 'KeyConditionExpression', 'FilterExpression', 'ScanIndexForward', 'ExpressionAttributeValues'],
    ...PROJECTION,
  ],
  Scan: PAGE,
  UpdateItem: ['TableName', 'Key', 'UpdateExpression', 'ReturnValues', ...CONDITION],
} satisfies Record<string, string[]>;
export type OperationName = keyof typeof PARAMETERS;

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(PARAMETERS, name);
}
