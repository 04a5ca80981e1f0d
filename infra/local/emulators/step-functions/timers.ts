/** Stops a timer; harmless when it has fired. */
export type Cancel = () => void;
/** Calls `fire` once, after `ms`. Injected, so that a simulator can let a day pass at once. */
export type SetTimer = (ms: number, fire: () => void) => Cancel;

export type TimeSource = { clock: { now: () => number }; setTimer: SetTimer };

/** `setTimeout` counts in 32 bits: anything longer than 24.8 days fires at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemTimer: SetTimer = (ms, fire) => {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
};

/**
 * Calls `fire` once the clock has reached `dueAt` (ms since 1970), however far away: long waits are armed in parts.
 * @param longestMs of a part: after a computer's sleep, in which timers stand still, the clock is looked at this soon
 */
export function armTimer(
  { clock, setTimer }: TimeSource,
  dueAt: number,
  fire: () => void,
  longestMs = LONGEST_TIMER_MS,
): Cancel {
  const arm = (): Cancel => setTimer(Math.min(Math.max(dueAt - clock.now(), 0), longestMs), check);
  const check = () => {
    if (clock.now() >= dueAt) fire();
    else cancel = arm();
  };
  let cancel = arm();
  return () => cancel();
}
