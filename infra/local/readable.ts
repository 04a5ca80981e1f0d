import { DataFolderUnusable } from './emulators/dynamodb/open-dynamodb.ts';
import { StartError, systemCode } from './start-error.ts';

/** Does what needs the file or folder at `path`. That its content can't be read is a StartError; a defect of ours stays what it is. */
export async function readable<Result>(path: string, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof DataFolderUnusable) throw new StartError(error.message, { cause: error });
    if (!isDamage(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `${path} cannot be read: ${reason}. Restore a copy of the data folder, or choose another with DATA_DIR.`,
      { cause: error },
    );
  }
}

/** SQLite's errors, and what the laptop's DynamoDB answers when SQLite fails below it. */
function isDamage(error: unknown): boolean {
  return systemCode(error) === 'ERR_SQLITE_ERROR' || (error instanceof Error && error.name === 'InternalServerError');
}
