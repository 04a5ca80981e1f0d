import { scheduleViolations } from '../../../../shared/domain/trigger/schedule-expression.ts';
import { AwsError } from '../aws-error.ts';
import type { Deliveries } from '../deliveries/create-deliveries.ts';
import { armTimer, type TimeSource } from '../step-functions/timers.ts';
import { lastRunBy, nextRunAfter, scheduleOf } from './next-run.ts';
import type { ScheduleRequest } from './requests.ts';
import { checkInput, scheduleInput } from './schedule-input.ts';
import type { ScheduleKey, ScheduleStore, StoredSchedule } from './schedule-store.ts';

/** A timer does not count while the computer sleeps, so the clock is looked at this often. */
const LOOK_EVERY_MS = 30_000;
/** What Scheduler does when a target has no retry policy: 185 times, for a day. */
const DEFAULT_RETRIES = 185;
const DEFAULT_AGE_SECONDS = 86_400;

export type SchedulesOptions = TimeSource & {
  store: ScheduleStore;
  /** Of the same file as the store: a schedule's next run and its delivery are one write. */
  deliveries: Pick<Deliveries, 'add'>;
  newExecutionId: () => string;
  arnOf: (key: ScheduleKey) => string;
};

export type Schedules = {
  create: (key: ScheduleKey, request: ScheduleRequest) => void;
  update: (key: ScheduleKey, request: ScheduleRequest) => void;
  find: (key: ScheduleKey) => StoredSchedule;
  remove: (key: ScheduleKey) => void;
  /** Stops; what becomes due meanwhile fires once when the store is opened again. */
  close: () => void;
};

/** Fires schedules when they are due, and at once what became due while nobody looked: the last of the missed runs, once. */
export function createSchedules(options: SchedulesOptions): Schedules {
  const { store, clock, setTimer } = options;
  let cancel = () => {};
  let closed = false;

  const wake = () => {
    cancel();
    const dueAt = closed ? undefined : store.nextDue();
    if (dueAt !== undefined) cancel = armTimer({ clock, setTimer }, dueAt, fireDue, LOOK_EVERY_MS);
  };
  const fireDue = () => {
    if (closed) return;
    const now = clock.now();
    store.together(() => {
      for (const schedule of store.due(now)) fire(schedule, now, options);
    });
    wake();
  };
  const find = (key: ScheduleKey) => {
    const schedule = store.find(key);
    if (schedule === undefined) {
      throw new AwsError('ResourceNotFoundException', `Schedule ${key.name} does not exist.`, 404);
    }
    return schedule;
  };

  wake();
  return {
    find,
    create(key, request) {
      const existing = store.find(key);
      if (existing !== undefined) {
        if (request.ClientToken !== undefined && request.ClientToken === existing.request.ClientToken) return;
        throw new AwsError('ConflictException', `Schedule ${key.name} already exists.`, 409);
      }
      const now = clock.now();
      check(request, now);
      const timed = { request, anchor: scheduleOf(request).startAt ?? now };
      // A rate without a start runs at once.
      store.put({ ...key, ...timed, createdAt: now, modifiedAt: now, nextRun: nextRunAfter(timed, now - 1) });
      wake();
    },
    update(key, request) {
      const existing = find(key);
      const now = clock.now();
      check(request, now);
      store.put({ ...existing, request, modifiedAt: now, ...timesOf(existing, request, now) });
      wake();
    },
    remove(key) {
      find(key);
      store.remove(key);
      wake();
    },
    close: () => {
      closed = true;
      cancel();
    },
  };
}

function fire(schedule: StoredSchedule, now: number, { store, deliveries, newExecutionId, arnOf }: SchedulesOptions) {
  const { Target, ActionAfterCompletion } = schedule.request;
  const origin = arnOf(schedule);
  const scheduledTime = lastRunBy(schedule, schedule.nextRun ?? now, now);
  const payload = scheduleInput(Target.Input, {
    scheduleArn: origin,
    scheduledTime,
    executionId: newExecutionId(),
  });
  const queue = Target.DeadLetterConfig?.Arn ?? null;
  const maxRetries = Target.RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES;
  const maxAgeMs = (Target.RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS) * 1_000;
  deliveries.add([{ functionName: Target.Arn, payload, origin, queue, maxRetries, maxAgeMs }]);
  const nextRun = nextRunAfter(schedule, now);
  if (nextRun === null && ActionAfterCompletion === 'DELETE') store.remove(schedule);
  else store.put({ ...schedule, nextRun });
}

/** What only says again when the schedule is leaves a run alone that is due right now. */
function timesOf(existing: StoredSchedule, request: ScheduleRequest, now: number) {
  if (isSameTime(existing.request, request, now)) return {};
  const isSameExpression = existing.request.ScheduleExpression === request.ScheduleExpression;
  const anchor = scheduleOf(request).startAt ?? (isSameExpression ? existing.anchor : now);
  return { anchor, nextRun: nextRunAfter({ request, anchor }, isSameExpression ? now : now - 1) };
}

/** A start that has passed may be left out, as it can't be said again. */
function isSameTime(before: ScheduleRequest, after: ScheduleRequest, now: number): boolean {
  const startPassed = after.StartDate === undefined && (before.StartDate ?? 0) * 1_000 <= now;
  return (
    before.ScheduleExpression === after.ScheduleExpression &&
    before.ScheduleExpressionTimezone === after.ScheduleExpressionTimezone &&
    before.EndDate === after.EndDate &&
    before.State === after.State &&
    (before.StartDate === after.StartDate || startPassed)
  );
}

function check(request: ScheduleRequest, now: number): void {
  checkInput(request.Target.Input);
  const [violation] = scheduleViolations(scheduleOf(request), now);
  if (violation === undefined) return;
  const about = ABOUT[violation.path];
  throw new AwsError(
    'ValidationException',
    about === undefined ? violation.message : about(request, violation.message),
  );
}

const ABOUT: Record<string, (request: ScheduleRequest, reason: string) => string> = {
  expression: ({ ScheduleExpression }, reason) => `Invalid Schedule Expression ${ScheduleExpression}. ${reason}`,
  timezone: (_, reason) => `Invalid ScheduleExpressionTimezone. ${reason}`,
};
