import { nextRuns, type Schedule } from '../../../../shared/domain/trigger/schedule-expression.ts';
import type { ScheduleRequest } from './requests.ts';
import type { StoredSchedule } from './schedule-store.ts';

const HOUR_MS = 3_600_000;
/** How far back the last missed run is looked for, first in the nearer past: a schedule may run every minute. */
const WINDOWS_MS = [HOUR_MS, 24 * HOUR_MS, 31 * 24 * HOUR_MS, Number.POSITIVE_INFINITY];

type Timed = Pick<StoredSchedule, 'request' | 'anchor'>;

/** When a request's schedule is, as the product reads schedules. */
export function scheduleOf(request: ScheduleRequest): Schedule {
  const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate } = request;
  return {
    expression: ScheduleExpression,
    timezone: ScheduleExpressionTimezone,
    startAt: milliseconds(StartDate),
    endAt: milliseconds(EndDate),
  };
}

/** The first run after a time; null when there is none, or the schedule is disabled. */
export function nextRunAfter({ request, anchor }: Timed, after: number): number | null {
  if (request.State === 'DISABLED') return null;
  const schedule = scheduleOf(request);
  const counted = schedule.expression.startsWith('rate(') ? { startAt: anchor } : {};
  return nextRuns({ ...schedule, ...counted }, { after, count: 1 })[0] ?? null;
}

/** The latest of the runs from `firstRun` on that is not after `now`: of all that were missed, this one is made up for. */
export function lastRunBy(schedule: Timed, firstRun: number, now: number): number {
  for (const window of WINDOWS_MS) {
    let last: number | undefined;
    let run = nextRunAfter(schedule, Math.max(firstRun - 1, now - window));
    while (run !== null && run <= now) {
      last = run;
      run = nextRunAfter(schedule, run);
    }
    if (last !== undefined) return last;
  }
  return firstRun;
}

const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : Math.round(seconds * 1_000));
