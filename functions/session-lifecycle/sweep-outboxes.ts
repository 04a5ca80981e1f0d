import { type SweepDeps, sweepItem } from '../../shared/effects/sweep-item.ts';
import type { Invocation } from '../../shared/runtime/invocation.ts';
import { DUE_SHARDS } from '../../shared/storage/control-rows.ts';
import type { ControlKey } from '../../shared/storage/table-keys.ts';
import { lambda } from '../lambda.ts';

/** At most this many items a second: a recovery after an outage must not become the next one (P14). */
const ITEMS_PER_SECOND = 50;
const PER_SHARD = 200;
/** No further batch is begun with less time than this, in milliseconds. */
const RESERVE_MS = 15_000;

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
      const batch = keys.slice(swept, swept + ITEMS_PER_SECOND);
      await Promise.all(batch.map((key) => sweepOrReport(key, deps)));
      swept += batch.length;
    }
    return { swept };
  };
}

/** One broken item must not keep the others from being swept. */
async function sweepOrReport(key: ControlKey, deps: SweepDeps): Promise<void> {
  try {
    await sweepItem(key, deps);
  } catch (error) {
    deps.reportFailure('sweep failed', { tenantId: key.tenantId, [`${key.kind}Id`]: key.id, error });
  }
}

export const handler = lambda(sweepOutboxesHandler);
