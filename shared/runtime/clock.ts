/** Time, injected: the only source of "now" and of waiting. Milliseconds since 1970. */
export type Clock = {
  now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  delay: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export const systemClock: Clock = { now: () => Date.now(), delay };

/** `node:timers/promises` makes an error with a stack for every delay that is given up; nearly all of ours are. */
function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}
