import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTables } from '../../infra/local/emulators/dynamodb/create-tables.ts';
import { openDynamoDb } from '../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';

/** The product's tables, empty, in memory, without a socket. */
export async function localTables(): Promise<{ documentClient: DynamoDBDocumentClient; close: () => Promise<void> }> {
  const { serve, close } = await openDynamoDb({ path: undefined });
  const client = new DynamoDBClient(inProcessClient(serve));
  await createTables(client);
  const documentClient = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { documentClient, close };
}
