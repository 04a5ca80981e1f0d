import type { End } from './execution-store.ts';
import type { Failure } from './outcome.ts';
import { armTimer, type TimeSource } from './timers.ts';

/** The most history events an execution may have: a quota of Step Functions. */
const HISTORY_LIMIT = 25_000;

export type LifeRequest = {
  time: TimeSource;
  /** When the execution times out, ms since 1970. Undefined: never. */
  timeoutAt: number | undefined;
  /** History events so far. */
  events: number;
  /** Its definition has a Parallel or Map, which must be told to stop. */
  hasNested: boolean;
  onEnd: (end: End) => void;
};

/** Whether one execution is still open, and who must know when it no longer is. */
export type ExecutionLife = {
  isOpen: () => boolean;
  /** Aborted when the execution ends; undefined where nothing needs it. */
  signal: AbortSignal | undefined;
  /** History events so far. */
  events: () => number;
  /** Adds history events; false: the execution has ended, be it by this. */
  count: (events: number) => boolean;
  /** `abandon` runs when the execution ends. Returns how to take it back. */
  whenEnded: (abandon: () => void) => () => void;
  /** Ends it, once. */
  end: (end: Pick<End, 'status' | 'outcome'>) => void;
  /** Lets go of everything without ending: the process stops. False: it was closed already. */
  suspend: () => boolean;
};

export function beginLife({ time, timeoutAt, events: before, hasNested, onEnd }: LifeRequest): ExecutionLife {
  const abandons = new Set<() => void>();
  const stop = hasNested ? new AbortController() : undefined;
  let open = true;
  let events = before;
  const suspend = () => {
    if (!open) return false;
    open = false;
    cancelTimeout?.();
    stop?.abort();
    for (const abandon of [...abandons]) abandon();
    return true;
  };
  const end: ExecutionLife['end'] = ({ status, outcome }) => {
    if (suspend()) onEnd({ status, outcome, stopDate: time.clock.now() });
  };
  const cancelTimeout =
    timeoutAt === undefined
      ? undefined
      : armTimer(time, timeoutAt, () => end({ status: 'TIMED_OUT', outcome: undefined }));
  return {
    isOpen: () => open,
    signal: stop?.signal,
    events: () => events,
    count: (more) => {
      events += more;
      if (events > HISTORY_LIMIT) end({ status: 'FAILED', outcome: HISTORY_FULL });
      return open;
    },
    whenEnded: (abandon) => {
      if (open) abandons.add(abandon);
      else queueMicrotask(abandon);
      return () => abandons.delete(abandon);
    },
    end,
    suspend,
  };
}

const HISTORY_FULL: Failure = {
  error: 'States.Runtime',
  cause: `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`,
};
