import { DatabaseSync } from 'node:sqlite';

/**
 * The file of the laptop's bus and scheduler: rules, schedules and what is still to be delivered, so that a schedule that fires and
 * its delivery are one write.
 * @param path a file, or `:memory:` for tests
 */
export function openEventStore(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  return database;
}

/** Makes all writes of `work`, or none. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  if (database.isTransaction) return work();
  database.exec('BEGIN');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
