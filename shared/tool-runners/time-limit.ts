import type { Clock } from '../runtime/clock.ts';
import { GIVEN_UP } from '../runtime/given-up.ts';
import { CallTimedOut } from './outbound-errors.ts';

export type TimeLimit = {
  /** Aborted with `CallTimedOut` when the time is up, or with the outer signal's reason when that comes first. */
  signal: AbortSignal;
  /** Ends the waiting. To be called when the work is done, however it ended. */
  end: () => void;
};

/** Gives some work `ms` milliseconds. */
export function timeLimit({ clock, ms, outer }: { clock: Clock; ms: number; outer?: AbortSignal }): TimeLimit {
  const expiry = new AbortController();
  const timer = new AbortController();
  clock.delay(ms, timer.signal).then(
    () => expiry.abort(new CallTimedOut(ms)),
    () => undefined,
  );
  const signal = outer === undefined ? expiry.signal : AbortSignal.any([outer, expiry.signal]);
  return { signal, end: () => timer.abort(GIVEN_UP) };
}
