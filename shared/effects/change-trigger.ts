import { effectsOfWrite } from '../domain/trigger/change-trigger.ts';
import type { TriggerItem } from '../domain/trigger/trigger.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DueTriggers } from '../storage/due-trigger-store.ts';
import type { TriggerKey } from '../storage/trigger-row.ts';
import type { TriggerStore } from '../storage/trigger-store.ts';
import type { BusEvents } from './bus-events.ts';
import { ItemContended } from './change-item.ts';
import type { TriggerRules } from './trigger-rules.ts';
import type { TriggerSchedules } from './trigger-schedules.ts';

/** What changing triggers, and doing outside what follows from it, needs. */
export type TriggerDeps = {
  triggers: TriggerStore;
  dueTriggers: DueTriggers;
  triggerRules: TriggerRules;
  triggerSchedules: TriggerSchedules;
  busEvents: BusEvents;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  /** A fresh name for a write, by which its writer recognises it. */
  newWriteId: () => string;
  reportFailure: (message: string, facts: Record<string, unknown>) => void;
};

/** Writers meeting on one trigger try again this often before they give up; each try is a fresh decision. */
const MOST_TRIES = 10;
const LONGEST_PAUSE_MS = 50;

/** A pure decision: the trigger after the write, or undefined to leave it. May throw a refusal. */
export type TriggerDecision = (item: TriggerItem, write: { now: number; writeId: string }) => TriggerItem | undefined;

/** Writes a new trigger, nominated for the sweeper before. False: its id is taken. */
export async function createTriggerItem(key: TriggerKey, item: TriggerItem, deps: TriggerDeps): Promise<boolean> {
  await nominate(key, item, deps);
  return deps.triggers.create(key.tenantId, item);
}

/**
 * The one way to change a trigger: read, decide, write on the revision that was read. Answers the trigger as it was written;
 * undefined: it is not there, or the decision left it.
 */
export async function changeTrigger(
  key: TriggerKey,
  decide: TriggerDecision,
  deps: TriggerDeps,
): Promise<TriggerItem | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = await deps.triggers.read(key);
    const after = before && decide(before, { now: deps.clock.now(), writeId: deps.newWriteId() });
    if (before === undefined || after === undefined) return undefined;
    await nominate(key, after, deps);
    if (await deps.triggers.save(key.tenantId, before, after)) return after;
    await deps.clock.delay(deps.random() * LONGEST_PAUSE_MS);
  }
  throw new ItemContended(key.triggerId);
}

async function nominate(key: TriggerKey, item: TriggerItem, deps: TriggerDeps): Promise<void> {
  const [added] = effectsOfWrite(item, item.writeId);
  if (added !== undefined) await deps.dueTriggers.nominate(key, item.writeId, added.dueAt);
}
