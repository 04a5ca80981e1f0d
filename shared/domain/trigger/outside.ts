import { nextFirings } from './next-firings.ts';
import type { TriggerEffect, TriggerItem } from './trigger.ts';

/** Whether the trigger's rule or schedule is to be there; it is to be removed otherwise. `now` in milliseconds. */
export function isWantedOutside(item: TriggerItem, kind: TriggerEffect['kind'], now: number): boolean {
  if (item.removed || !item.definition.enabled) return false;
  if (kind === 'RULE') return item.definition.type === 'EVENT';
  // One whose time is over fires no more, and Scheduler would not take it.
  return nextFirings(item, now, 1).length > 0;
}
