import type { LocalService } from '../local-service.ts';
import { dynamoDbService } from './dynamodb-service.ts';
import { type DynamoDbTables, dynamoDbTables } from './dynamodb-tables.ts';

export type LocalDynamoDb = {
  /** Answers DynamoDB requests as they come over a wire. */
  serve: LocalService;
  /** The same without a wire. */
  tables: DynamoDbTables;
  /** Finishes the writes under way and releases the file. */
  close: () => Promise<void>;
};

/** The file cannot be used as it is: nothing was changed in it. */
export class DataFolderUnusable extends Error {
  readonly path: string;
  constructor(path: string, cause: unknown) {
    super(`The tables in ${path} cannot be opened: ${whatToDo(cause)}`, { cause });
    this.name = 'DataFolderUnusable';
    this.path = path;
  }
}

/**
 * Opens the laptop's DynamoDB with the product's tables.
 *
 * @param path file of the data, made if it is not there; `undefined` keeps everything in memory, for tests
 * @throws DataFolderUnusable when the file is in use by another process, damaged or not writable
 */
export async function openDynamoDb({ path }: { path: string | undefined }): Promise<LocalDynamoDb> {
  try {
    const tables = dynamoDbTables(path ?? ':memory:');
    return { serve: dynamoDbService(tables), tables, close: tables.close };
  } catch (error) {
    throw new DataFolderUnusable(path ?? 'memory', error);
  }
}

function whatToDo(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/locked/.test(reason)) {
    return 'another process is using them. Stop that process, or choose another folder with DATA_DIR.';
  }
  return `${reason}. Check that the file may be written to; if it is damaged, move it away or restore a copy.`;
}
