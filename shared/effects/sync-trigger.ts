import { effectsOfWrite, withoutEffects } from '../domain/trigger/change-trigger.ts';
import { isWantedOutside } from '../domain/trigger/outside.ts';
import type { TriggerEffect, TriggerItem } from '../domain/trigger/trigger.ts';
import type { TriggerKey } from '../storage/trigger-row.ts';
import type { TriggerDeps } from './change-trigger.ts';
import { RefusedOutside } from './refused-outside.ts';

/**
 * Does outside what the trigger's latest write left to do. What fails stays in the outbox for the sweeper.
 * @throws RefusedOutside when what is outside will never be as the trigger says.
 */
export async function syncWritten(key: TriggerKey, item: TriggerItem, deps: TriggerDeps): Promise<void> {
  const mine = effectsOfWrite(item, item.writeId);
  const [first] = mine;
  if (first === undefined) return;
  try {
    await syncTrigger(key, { item, mine, until: first.dueAt, nomination: item.writeId }, deps);
  } catch (error) {
    if (error instanceof RefusedOutside) throw error;
    deps.reportFailure('trigger not synchronised', { ...key, error });
  }
}

export type Sync = {
  item: TriggerItem;
  mine: readonly TriggerEffect[];
  /** From then on (milliseconds) somebody else does it. */
  until: number;
  /** The own nomination, withdrawn when nothing is left to do. */
  nomination: string;
};

/**
 * Makes rule and schedule as the trigger says, then removes the effects by a write on exactly the state that was put. Refused,
 * somebody has changed the trigger meanwhile, and what was put late may stand over what they put: it is put again. So whoever
 * puts last has put the last state, or has left its effect behind.
 */
export async function syncTrigger(key: TriggerKey, { item, mine, until, nomination }: Sync, deps: TriggerDeps) {
  const kinds = new Set(mine.map(({ kind }) => kind));
  for (let latest: TriggerItem | undefined = item; latest !== undefined; latest = await deps.triggers.read(key)) {
    for (const kind of kinds) {
      if (deps.clock.now() >= until) return;
      await putOutside(key, latest, kind, deps);
    }
    const after = withoutEffects(latest, mine, deps.newWriteId());
    if (await deps.triggers.save(key.tenantId, latest, after)) {
      if (after.effects.length === 0) await deps.dueTriggers.withdraw(key, nomination, deps.clock.now());
      return;
    }
  }
}

async function putOutside(
  key: TriggerKey,
  item: TriggerItem,
  kind: TriggerEffect['kind'],
  deps: TriggerDeps,
): Promise<void> {
  const { definition } = item;
  const isWanted = isWantedOutside(item, kind, deps.clock.now());
  if (kind === 'RULE') {
    if (isWanted && definition.type === 'EVENT') await deps.triggerRules.put(key, definition.event.pattern);
    else await deps.triggerRules.remove(key);
  } else if (isWanted && definition.type === 'SCHEDULE') {
    await deps.triggerSchedules.put(key, definition.schedule);
  } else {
    await deps.triggerSchedules.remove(key);
  }
}
