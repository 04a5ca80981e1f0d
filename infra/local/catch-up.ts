import { DUE_SHARDS } from '../../shared/storage/control-rows.ts';
import type { CatchUpDeps } from './catch-up-item.ts';

const END_OF_TIME = Number.MAX_SAFE_INTEGER;
const PER_SHARD = 10_000;

/**
 * After a start: whoever was to perform effects died with the process before, so they are performed now and not in a
 * minute; and a live run whose execution is gone gets a new one. `stopped` ends it early: the next start goes on with it.
 */
export async function catchUp(deps: CatchUpDeps, stopped: AbortSignal): Promise<void> {
  for (let shard = 0; shard < DUE_SHARDS && !stopped.aborted; shard += 1) {
    for (const key of await deps.control.due(shard, END_OF_TIME, PER_SHARD)) {
      if (stopped.aborted) return;
      const { catchUpItem } = await import('./catch-up-item.ts');
      await catchUpItem(key, deps).catch((error: unknown) => deps.reportFailure('catch-up failed', { ...key, error }));
    }
  }
}
