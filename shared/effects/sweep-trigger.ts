import { switchOff } from '../domain/trigger/change-trigger.ts';
import type { TriggerKey } from '../storage/trigger-row.ts';
import { changeTrigger, type TriggerDeps } from './change-trigger.ts';
import { recordFailedFiring } from './record-firing.ts';
import { RefusedOutside } from './refused-outside.ts';
import { syncTrigger, syncWritten } from './sync-trigger.ts';

/** A sweeper has this long for a trigger, in milliseconds, before the next one takes it: longer than a sweep lives. */
const TAKEN_FOR_MS = 120_000;

/** Looks at one nominated trigger and does outside what a crash, or a busy service, left undone. */
export async function sweepTrigger(key: TriggerKey, deps: TriggerDeps): Promise<void> {
  const now = deps.clock.now();
  const nomination = deps.newWriteId();
  const until = now + TAKEN_FOR_MS;
  if (!(await deps.dueTriggers.take(key, { writeId: nomination, now, dueAt: until }))) return;
  const item = await deps.triggers.read(key);
  const mine = item?.effects.filter(({ dueAt }) => dueAt <= now) ?? [];
  if (item === undefined || item.effects.length === 0) return deps.dueTriggers.withdraw(key, nomination, now);
  if (mine.length === 0) return;
  try {
    await syncTrigger(key, { item, mine, until, nomination }, deps);
  } catch (error) {
    if (!(error instanceof RefusedOutside)) throw error;
    await giveUp(key, error, deps);
  }
}

/** Nobody waits for an answer who could be told, so the trigger tells: it is off, and why. */
async function giveUp(key: TriggerKey, { message }: RefusedOutside, deps: TriggerDeps): Promise<void> {
  const off = await changeTrigger(key, (item, write) => (item.removed ? undefined : switchOff(item, write)), deps);
  if (off === undefined) return;
  await recordFailedFiring(key, { category: 'INVALID_DEFINITION', message: `Switched off: ${message}` }, deps);
  await syncWritten(key, off, deps);
}
