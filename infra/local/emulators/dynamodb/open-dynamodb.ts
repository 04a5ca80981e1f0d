import { create } from 'dynalite/db/index.js';
import type { LocalService } from '../local-service.ts';
import { atomicStore } from './atomic-store.ts';
import { dynamoDbService } from './dynamodb-service.ts';

export type LocalDynamoDb = {
  /** Answers DynamoDB requests. */
  serve: LocalService;
  /** Waits for the writes under way and releases the folder. */
  close: () => Promise<void>;
};

/** The folder cannot be used as it is: nothing was changed in it. */
export class DataFolderUnusable extends Error {
  readonly path: string;
  constructor(path: string, cause: unknown) {
    super(`The data folder ${path} cannot be opened: ${whatToDo(cause)}`, { cause });
    this.name = 'DataFolderUnusable';
    this.path = path;
  }
}

/**
 * Opens the laptop's DynamoDB: dynalite's operations on LevelDB.
 *
 * @param path folder of the data, made if it is not there; `undefined` keeps everything in memory, for tests
 * @throws DataFolderUnusable when the folder is in use by another process, damaged or not writable
 */
export async function openDynamoDb({ path }: { path: string | undefined }): Promise<LocalDynamoDb> {
  const store = create({ ...(path !== undefined && { path }), createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  try {
    await store.db.open();
  } catch (error) {
    throw new DataFolderUnusable(path ?? 'in memory', error instanceof Error ? (error.cause ?? error) : error);
  }
  return { serve: dynamoDbService(atomicStore(store)), close: () => store.db.close() };
}

function whatToDo(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED') {
    return 'another process is using it. Stop that process, or choose another folder with DATA_DIR.';
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return `${reason}. Check that it may be written to; if it is damaged, move it away or restore a copy.`;
}
