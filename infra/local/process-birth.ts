import { readFileSync } from 'node:fs';
import { systemCode } from './start-error.ts';

/**
 * When a living process was born, as a text to compare; `undefined` when no such process lives.
 * The birth tells a process from a later one that was given the same id. Systems without `/proc` answer `unknown`.
 */
export function processBirth(pid: number): string | undefined {
  return isAlive(pid) ? birthByProc(pid) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return systemCode(error) === 'EPERM';
  }
}

function birthByProc(pid: number): string | undefined {
  try {
    // The name in parentheses may hold spaces; what follows it is: state, parent … and, as the 20th, the start time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // A killed process that nobody has waited for yet (Z) still has its id, but no longer runs.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : (fields[19] ?? 'unknown');
  } catch {
    return 'unknown';
  }
}
