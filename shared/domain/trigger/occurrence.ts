import type { TriggerItem, TriggerKind } from './trigger.ts';

/**
 * Clocks of services differ, and EventBridge tells times in whole seconds, Scheduler in whole minutes: an occurrence counts as from
 * before a trigger was enabled when it is older than that by more than this, in milliseconds.
 */
const CLOCKS_DIFFER_MS = 60_000;

/** One thing that happened and may start one session, however often it is delivered. */
export type Occurrence = {
  type: Exclude<TriggerKind, 'MANUAL'>;
  /** The event's id, or the scheduled time. */
  id: string;
  /** Whole seconds, in milliseconds: the same in every delivery. */
  at: number;
};

/** Why the trigger does not start a session for the occurrence; undefined: it does. */
export function whyNotStarted(
  item: TriggerItem | undefined,
  occurrence: Occurrence,
): 'DELETED' | 'DISABLED' | 'OTHER_TYPE' | 'FROM_BEFORE' | undefined {
  if (item === undefined || item.removed) return 'DELETED';
  if (!item.definition.enabled) return 'DISABLED';
  if (item.definition.type !== occurrence.type) return 'OTHER_TYPE';
  if (occurrence.at < item.record.firesFrom - CLOCKS_DIFFER_MS) return 'FROM_BEFORE';
  return undefined;
}

/** The time of an occurrence as every delivery tells it: EventBridge drops the milliseconds. */
export function wholeSeconds(at: number): number {
  return Math.floor(at / 1_000) * 1_000;
}
