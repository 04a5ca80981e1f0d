import { create } from 'dynalite/db/index.js';
import { TABLES } from '../../../../shared/contracts/tables.ts';
import type { LocalService } from '../local-service.ts';
import { atomicStore } from './atomic-store.ts';
import { dynamoDbService } from './dynamodb-service.ts';
import { repairIndexes } from './repair-indexes.ts';

export type LocalDynamoDb = {
  /** Answers DynamoDB requests. */
  serve: LocalService;
  /**
   * Makes the indexes of the product's tables agree with their items; answers how many entries were wrong. Not needed
   * after a kill, as an item and its entries are written as one. Call it after `createTables`, before anything else.
   */
  repairIndexes: () => Promise<number>;
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
 * Opens the laptop's DynamoDB: dynalite's operations on LevelDB. Writes are not synced to the disk one by one: what was
 * acknowledged survives `kill -9`, as the operating system has it by then, but not a power cut.
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
  return {
    serve: dynamoDbService(atomicStore(store)),
    repairIndexes: () => repairIndexes(store, Object.keys(TABLES)),
    close: () => store.db.close(),
  };
}

function whatToDo(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED') {
    return 'another process is using it. Stop that process, or choose another folder with DATA_DIR.';
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return `${reason}. Check that it may be written to; if it is damaged, move it away or restore a copy.`;
}
