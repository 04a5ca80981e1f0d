import { setImmediate as nextRound } from 'node:timers/promises';
import type { SetTimer } from '../../../infra/local/emulators/step-functions/timers.ts';

type Timer = { dueAt: number; fire: () => void };

/** A clock that moves only when told, and the timers that hang on it. */
export function virtualTime(start = Date.UTC(2026, 0, 1)) {
  let now = start;
  let timers: Timer[] = [];
  const setTimer: SetTimer = (ms, fire) => {
    // What a real timer does with a number that 32 bits can't hold.
    const timer = { dueAt: now + (ms > 2_147_483_647 ? 1 : ms), fire };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  };
  /** Lets `ms` pass: fires what is due on the way, in order, and lets its consequences happen in between. */
  const pass = async (ms: number) => {
    const end = now + ms;
    for (;;) {
      await nextRound();
      const [next] = timers.filter((timer) => timer.dueAt <= end).sort((a, b) => a.dueAt - b.dueAt);
      if (next === undefined) break;
      timers = timers.filter((timer) => timer !== next);
      now = Math.max(now, next.dueAt);
      next.fire();
    }
    now = end;
    await nextRound();
  };
  return { clock: { now: () => now }, setTimer, pass, pendingTimers: () => timers.length };
}
