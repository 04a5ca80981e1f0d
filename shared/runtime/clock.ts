import { setTimeout as delay } from 'node:timers/promises';

/** Time, injected: the only source of "now" and of waiting. Milliseconds since 1970. */
export type Clock = {
  now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  delay: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  delay: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};
