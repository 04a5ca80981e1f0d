import { isPassingFault } from '../../../shared/runtime/passing-fault.ts';
import type { Drive } from './drive.ts';

/** Kept for leaving in order, in milliseconds. */
const RESERVE_MS = 15_000;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Does again what a passing fault refused, as long as this invocation has time: what a tool did is known only here, and
 * would be an unknown outcome for ever. @throws what does not pass by itself, and what lasts too long.
 */
export async function persistently<Result>(drive: Drive, work: () => Promise<Result>): Promise<Result> {
  const { clock, random, reportFailure } = drive.deps;
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isPassingFault(error) || drive.remainingMs() < RESERVE_MS + LONGEST_PAUSE_MS) throw error;
      reportFailure('a result waits to be saved', { sessionId: drive.key.sessionId, error });
      await clock.delay(Math.ceil(random() * Math.min(LONGEST_PAUSE_MS, 100 * 2 ** tries)));
    }
  }
}
