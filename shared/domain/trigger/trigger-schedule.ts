import { nextRuns, type Schedule } from './schedule-expression.ts';
import type { TriggerItem, WrittenSchedule } from './trigger.ts';

/** The schedule as it is computed with, from what a person wrote. */
export function scheduleOf({ expression, timezone, startAt, endAt }: WrittenSchedule): Schedule {
  return {
    expression,
    timezone,
    ...(startAt === undefined ? {} : { startAt: Date.parse(startAt) }),
    ...(endAt === undefined ? {} : { endAt: Date.parse(endAt) }),
  };
}

/** When a trigger fires next, in milliseconds; none when it is disabled, deleted or no schedule, or its schedule is over. */
export function nextFirings({ definition, record, removed }: TriggerItem, now: number, count: number): number[] {
  if (definition.type !== 'SCHEDULE' || !definition.enabled || removed) return [];
  const schedule = scheduleOf(definition.schedule);
  // A rate without a start counts from when it was put.
  const anchored = schedule.expression.startsWith('rate') ? { startAt: Date.parse(record.updatedAt) } : {};
  return nextRuns({ ...anchored, ...schedule }, { after: now, count });
}
