import { readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { processBirth } from './process-birth.ts';
import { StartError, systemCode } from './start-error.ts';

const lockSchema = z.object({ pid: z.int().positive(), born: z.string(), bootId: z.string() });

/** More than two rounds happen only when several processes start in the same millisecond. */
const MAX_ROUNDS = 20;

/**
 * Locks a folder for this process by the file `lock` with its process id. The lock of a process that no longer lives
 * (`kill -9`, power loss) is taken over. Answers the function that unlocks.
 */
export function lockFolder({ folder, bootId }: { folder: string; bootId: string }): () => void {
  const file = join(folder, 'lock');
  const mine = `${JSON.stringify({ pid: process.pid, born: processBirth(process.pid) ?? 'unknown', bootId })}\n`;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (createLock(file, mine, folder)) return () => removeLock(file, mine);
    const found = readText(file, folder);
    const holder = livingHolder(found);
    if (holder !== undefined) throw inUse(folder, holder);
    if (found !== undefined) setAside({ file, dead: found, folder });
  }
  throw new StartError(
    `The data folder ${folder} is being opened by several processes at once. Start one again, or choose another with DATA_DIR.`,
  );
}

function createLock(file: string, mine: string, folder: string): boolean {
  try {
    writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw cannotLock(folder, error);
  }
  // Somebody who found the file while it was still empty may have set it aside.
  return readText(file, folder) === mine;
}

function readText(file: string, folder: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw cannotLock(folder, error);
  }
}

/** The id of the process that holds the lock, if it still lives. A lock that can't be read was torn by a crash. */
function livingHolder(text: string | undefined): number | undefined {
  const lock = parseLock(text);
  if (lock === undefined) return undefined;
  const born = processBirth(lock.pid);
  return born !== undefined && born === lock.born ? lock.pid : undefined;
}

function parseLock(text: string | undefined): z.infer<typeof lockSchema> | undefined {
  try {
    return lockSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

/** Moves a dead lock away, by renaming, so that of two processes only one succeeds; a lock that is not the dead one goes back. */
function setAside({ file, dead, folder }: { file: string; dead: string; folder: string }): void {
  const aside = `${file}.dead-${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') === dead) unlinkSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw cannotLock(folder, error);
  }
}

function removeLock(file: string, mine: string): void {
  try {
    if (readFileSync(file, 'utf8') === mine) unlinkSync(file);
  } catch {
    // The folder was removed while we ran: then there is no lock either.
  }
}

function inUse(folder: string, pid: number): StartError {
  const who = pid === process.pid ? 'this process' : `process ${pid}`;
  return new StartError(
    `The data folder ${folder} is in use by ${who}. End that process, or choose another folder with DATA_DIR.`,
  );
}

function cannotLock(folder: string, error: unknown): StartError {
  return new StartError(
    `The data folder ${folder} cannot be locked (${systemCode(error) ?? String(error)}). ` +
      'Make it writable, or choose another with DATA_DIR.',
  );
}
