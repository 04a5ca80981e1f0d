import * as z from 'zod';
import { firingSchema, type LatestFiring, type TriggerItem, triggerItemSchema } from '../domain/trigger/trigger.ts';
import { keys } from './table-keys.ts';

/** A deleted trigger that has nothing left to do is kept this long, in seconds: it tells a late occurrence when it was stopped. */
const REMOVED_KEPT_SECONDS = 86_400;

export type TriggerKey = { tenantId: string; triggerId: string };
/** A trigger and how its latest firing went, if it ever fired. */
export type FoundTrigger = { item: TriggerItem; firing: LatestFiring | undefined };

/** Patterns and inputs nest as they like, so the item is kept as JSON text. */
const rowSchema = z.object({ sk: z.string(), state: z.string() });

export function triggerKey({ tenantId, triggerId }: TriggerKey) {
  return { pk: keys.triggers(tenantId), sk: triggerId };
}

/** Beside the trigger, not in it: who edits a trigger and what fires it never meet. */
export function firingKey({ tenantId, triggerId }: TriggerKey) {
  return { pk: keys.triggers(tenantId), sk: keys.firingOf(triggerId) };
}

export function rowOfTrigger(tenantId: string, item: TriggerItem): Record<string, unknown> {
  const { revision, removed, effects, stoppedAt = 0 } = item;
  const isOver = removed && effects.length === 0;
  return {
    ...triggerKey({ tenantId, triggerId: item.record.triggerId }),
    revision,
    state: JSON.stringify(item),
    ...(isOver ? { expiresAt: Math.ceil(stoppedAt / 1_000) + REMOVED_KEPT_SECONDS } : {}),
  };
}

export function triggerOf(row: Record<string, unknown>): TriggerItem {
  return triggerItemSchema.parse(JSON.parse(rowSchema.parse(row).state));
}

export function rowOfFiring(key: TriggerKey, firing: LatestFiring): Record<string, unknown> {
  return { ...firingKey(key), at: firing.at, state: JSON.stringify(firing) };
}

export function firingOf(row: Record<string, unknown>): LatestFiring {
  return firingSchema.parse(JSON.parse(rowSchema.parse(row).state));
}
