import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { lockFolder } from './folder-lock.ts';
import { StartError, systemCode } from './start-error.ts';

/** Grows when the files in the folder change their meaning; an older or newer folder is then refused, not misread. */
const FORMAT_VERSION = '2';
const FORMAT_FILE = 'format-version';

/** The folder that holds everything the laptop keeps, locked by this process. */
export type DataFolder = {
  /** Absolute. */
  path: string;
  /** New at each start: tells calls of this process from those of one that died. */
  bootId: string;
  /** The absolute path of a file or folder in it. */
  file: (name: string) => string;
  /** Gives up the lock. */
  close: () => void;
};

export type DataFolderOptions = { path: string; newBootId: () => string };

/** Opens the data folder, makes it when it is missing, and locks it. Every failure is a StartError. */
export function openDataFolder({ path, newBootId }: DataFolderOptions): DataFolder {
  const folder = resolve(path);
  makeFolder(folder);
  refuseForeignFolder(folder);
  const bootId = newBootId();
  const unlock = lockFolder({ folder, bootId });
  try {
    checkFormat(folder);
  } catch (error) {
    unlock();
    throw error;
  }
  return { path: folder, bootId, file: (name) => join(folder, name), close: unlock };
}

function makeFolder(folder: string): void {
  try {
    makeWithParents(folder);
  } catch (error) {
    if (kindOf(folder) !== 'other') throw unusable(folder, error);
    throw new StartError(`The data folder ${folder} is a file. Move it away, or choose a folder with DATA_DIR.`);
  }
}

/** Not mkdir's own `recursive`, which never returns where the system answers ENOENT to making a folder, as in `/proc`. */
function makeWithParents(folder: string): void {
  if (kindOf(folder) === 'folder') return;
  if (dirname(folder) !== folder) makeWithParents(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process that starts at the same moment may have been faster.
    if (kindOf(folder) !== 'folder') throw error;
  }
}

/** A folder with somebody's other files in it is left alone: DATA_DIR was most likely mistyped. */
function refuseForeignFolder(folder: string): void {
  const all = listFolder(folder);
  const names = all.filter((name) => !/^(\.|lock|format-version)/.test(name));
  if (names.length === 0 || all.includes(FORMAT_FILE)) return;
  throw new StartError(
    `The folder ${folder} holds other files (${names[0]} …) and is no data folder of Agent Sessions. ` +
      'Choose an empty or a new folder with DATA_DIR.',
  );
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
}

function checkFormat(folder: string): void {
  const found = readFormat(folder);
  if (found === FORMAT_VERSION) return;
  throw new StartError(
    `The data folder ${folder} has the format ${JSON.stringify(found.slice(0, 40))}, but this version reads and writes ` +
      `format "${FORMAT_VERSION}". Start the version that made it, or choose another folder with DATA_DIR.`,
  );
}

function readFormat(folder: string): string {
  const file = join(folder, FORMAT_FILE);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw unusable(folder, error);
  }
  try {
    // Written aside and renamed: a crash in between must not leave an empty file, which would be refused for ever.
    writeFileSync(`${file}.new`, `${FORMAT_VERSION}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return FORMAT_VERSION;
  } catch (error) {
    throw unusable(folder, error);
  }
}

function kindOf(path: string): 'folder' | 'other' | 'missing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'other';
  } catch {
    return 'missing';
  }
}

/** A StartError for a folder that the system does not let us use. */
function unusable(folder: string, error: unknown): StartError {
  const reason = systemCode(error) ?? String(error);
  return new StartError(
    `The data folder ${folder} cannot be used (${reason}). Make it readable and writable, or choose another with DATA_DIR.`,
  );
}
