import type { ModelChoice } from '../domain/agent/agent.ts';
import type { Clock } from '../runtime/clock.ts';

/** Failed calls in a row after which no call is made for a while. */
const MOST_FAILURES = 5;
/** The first pause, in milliseconds; each probe that fails doubles it, up to the longest. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;
/** As long as a probe is under way others look again after this, in milliseconds; a probe counts as lost after the longest call. */
const PROBE_LOOK_MS = 5_000;
const PROBE_LOST_MS = 600_000;
/** Models that are remembered at once. */
const MOST_MODELS = 1_000;

type Asked = Pick<ModelChoice, 'provider' | 'modelId'>;
type Trouble = { failures: number; pauseMs: number; openUntil: number; probe?: number | undefined };

/** Keeps calls from a model that fails again and again: one probe at a time finds out when it is well. */
export type Breaker = {
  /** Milliseconds to wait before a call; 0: it may be made now, and then has to be reported. */
  waitMs: (asked: Asked) => number;
  /** The model answered, whatever it said. */
  answered: (asked: Asked) => void;
  /** It is limited, down or can't be reached; `retryAfterMs`: as long as it asks for. */
  failed: (asked: Asked, retryAfterMs?: number) => void;
};

/** A breaker for what runs in this process (docs/decisions/014). */
export function openBreaker({ now }: Pick<Clock, 'now'>): Breaker {
  const troubles = new Map<string, Trouble>();
  return {
    waitMs(asked) {
      const trouble = troubles.get(keyOf(asked));
      if (trouble === undefined || trouble.failures < MOST_FAILURES) return 0;
      const at = now();
      if (trouble.openUntil > at) return trouble.openUntil - at;
      if (trouble.probe !== undefined && trouble.probe + PROBE_LOST_MS > at) return PROBE_LOOK_MS;
      trouble.probe = at;
      return 0;
    },

    answered: (asked) => void troubles.delete(keyOf(asked)),

    failed(asked, retryAfterMs = 0) {
      // The script of one agent says nothing of another's.
      if (asked.provider === 'scripted') return;
      const before = troubles.get(keyOf(asked));
      const { failures = 0, pauseMs = FIRST_PAUSE_MS / 2, openUntil = 0, probe } = before ?? {};
      if (before === undefined && troubles.size >= MOST_MODELS) forgetOldest(troubles);
      const opens = probe !== undefined || failures + 1 === MOST_FAILURES;
      const next = opens ? Math.min(2 * pauseMs, LONGEST_PAUSE_MS) : pauseMs;
      troubles.set(keyOf(asked), {
        failures: failures + 1,
        pauseMs: next,
        // What was under way when it opened does not prolong the pause.
        openUntil: opens ? now() + Math.max(next, Math.min(retryAfterMs, LONGEST_PAUSE_MS)) : openUntil,
      });
    },
  };
}

function keyOf({ provider, modelId }: Asked): string {
  return `${provider} ${modelId}`;
}

function forgetOldest(troubles: Map<string, Trouble>): void {
  const [oldest] = troubles.keys();
  if (oldest !== undefined) troubles.delete(oldest);
}
