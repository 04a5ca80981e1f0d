import type { Schedule } from './schedule-expression.ts';
import type { WrittenSchedule } from './trigger.ts';

/** The schedule as it is computed with, from what a person wrote. */
export function scheduleOf({ expression, timezone, startAt, endAt }: WrittenSchedule): Schedule {
  return {
    expression,
    timezone,
    ...(startAt === undefined ? {} : { startAt: Date.parse(startAt) }),
    ...(endAt === undefined ? {} : { endAt: Date.parse(endAt) }),
  };
}
