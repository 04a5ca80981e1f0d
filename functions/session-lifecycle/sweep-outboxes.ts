import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import { sweepSession } from '../../shared/effects/sweep-session.ts';
import type { Invocation } from '../../shared/runtime/invocation.ts';
import { DUE_SHARDS, type DueKey } from '../../shared/storage/control-store.ts';
import type { TriggerKey } from '../../shared/storage/trigger-row.ts';
import { lambda } from './lambda.ts';

/** At most this many sessions a second: a recovery after an outage must not become the next one (P14). */
const SESSIONS_PER_SECOND = 50;
const PER_SHARD = 200;
/** No further batch is begun with less time than this, in milliseconds. */
const RESERVE_MS = 15_000;

export type SweepDeps = EffectDeps & {
  /** Does what a trigger's writer left undone outside. */
  sweepTrigger: (key: TriggerKey) => Promise<void>;
};

/** Every minute: performs what was left undone and replaces runs that are overdue. */
export function sweepOutboxesHandler(deps: SweepDeps) {
  return async (_event: unknown, invocation: Invocation): Promise<{ swept: number }> => {
    const due = await Promise.all(
      Array.from({ length: DUE_SHARDS }, (_, shard) => deps.control.due(shard, deps.clock.now(), PER_SHARD)),
    );
    const keys = due.flat();
    let swept = 0;
    while (swept < keys.length && invocation.remainingMs() > RESERVE_MS) {
      if (swept > 0) await deps.clock.delay(1_000 * (0.75 + deps.random() / 2));
      const batch = keys.slice(swept, swept + SESSIONS_PER_SECOND);
      await Promise.all(batch.map((key) => sweepOrReport(key, deps)));
      swept += batch.length;
    }
    return { swept };
  };
}

/** One broken session or trigger must not keep the others from being swept. */
async function sweepOrReport(key: DueKey, deps: SweepDeps): Promise<void> {
  try {
    await ('triggerId' in key ? deps.sweepTrigger(key) : sweepSession(key, deps));
  } catch (error) {
    deps.reportFailure('sweep failed', { ...key, error });
  }
}

export const handler = lambda(sweepOutboxesHandler);
