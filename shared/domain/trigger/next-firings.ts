import { nextRuns } from './schedule-expression.ts';
import type { TriggerItem } from './trigger.ts';
import { scheduleOf } from './trigger-schedule.ts';

/** When a trigger fires next, in milliseconds; none when it is disabled, deleted or no schedule, or its schedule is over. */
export function nextFirings({ definition, record, removed }: TriggerItem, now: number, count: number): number[] {
  if (definition.type !== 'SCHEDULE' || !definition.enabled || removed) return [];
  const schedule = scheduleOf(definition.schedule);
  // A rate without a start counts from when it was put.
  const anchored = schedule.expression.startsWith('rate') ? { startAt: Date.parse(record.updatedAt) } : {};
  return nextRuns({ ...anchored, ...schedule }, { after: now, count });
}
