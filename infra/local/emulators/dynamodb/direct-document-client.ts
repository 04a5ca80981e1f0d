import { ConditionalCheckFailedException, DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { refuseUnknownParameters } from './dynamodb-service.ts';
import type { DynamoDbTables } from './dynamodb-tables.ts';
import { Refused } from './refused.ts';

/**
 * A document client that hands its commands to the tables as they are. What the SDK does for a network — values to JSON and back,
 * an endpoint, a signature, retries — costs several times what the tables do, and people develop on the laptop.
 */
export function directDocumentClient(tables: DynamoDbTables): DynamoDBDocumentClient {
  // Never sends anything itself: it is asked for its configuration only.
  const client = new DynamoDBClient({ region: 'local', endpoint: 'http://in-process.local' });
  const send = async (command: unknown, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
    throwIfAborted(abortSignal);
    try {
      const answer = await perform(tables, command);
      throwIfAborted(abortSignal);
      return { $metadata: {}, ...answer };
    } catch (error) {
      throw error instanceof Refused ? serviceError(error) : error;
    }
  };
  return Object.assign(DynamoDBDocumentClient.from(client), { send });
}

function perform(tables: DynamoDbTables, command: unknown): Promise<object> {
  if (command instanceof GetCommand) return known('GetItem', command.input, tables.getItem);
  if (command instanceof PutCommand) return known('PutItem', command.input, tables.putItem);
  if (command instanceof UpdateCommand) return known('UpdateItem', command.input, tables.updateItem);
  if (command instanceof QueryCommand) return known('Query', command.input, tables.query);
  if (command instanceof DeleteCommand) return known('DeleteItem', command.input, tables.deleteItem);
  if (command instanceof BatchGetCommand) return known('BatchGetItem', command.input, tables.batchGetItem);
  if (command instanceof BatchWriteCommand) return known('BatchWriteItem', command.input, tables.batchWriteItem);
  if (command instanceof ScanCommand) return known('Scan', command.input, tables.scan);
  const name = command instanceof Object ? command.constructor.name : typeof command;
  throw new Refused('ValidationException', `The laptop's DynamoDB does not know ${name}.`);
}

async function known<Input extends object, Answer extends object>(
  name: Parameters<typeof refuseUnknownParameters>[0],
  input: Input,
  operation: (input: Input) => Promise<Answer>,
): Promise<Answer> {
  refuseUnknownParameters(name, input);
  return operation(input);
}

function serviceError({ type, message }: Refused): Error {
  if (type === 'ConditionalCheckFailedException')
    return new ConditionalCheckFailedException({ message, $metadata: {} });
  return new DynamoDBServiceException({ name: type, message, $fault: 'client', $metadata: { httpStatusCode: 400 } });
}

/** An abort is looked at before and after, as the tables answer in less than a millisecond. */
function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
