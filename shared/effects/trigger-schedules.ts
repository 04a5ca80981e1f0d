import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  ServiceQuotaExceededException,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { outsideName } from '../domain/trigger/outside-name.ts';
import type { WrittenSchedule } from '../domain/trigger/trigger.ts';
import { scheduleOf } from '../domain/trigger/trigger-schedule.ts';
import type { Clock } from '../runtime/clock.ts';
import type { TriggerKey } from '../storage/trigger-row.ts';
import { RefusedOutside } from './refused-outside.ts';

/** An occurrence that can't be handed over for this long, in seconds, goes to the dead letters: an hour. */
const MAX_EVENT_AGE_SECONDS = 3_600;
const MAX_ATTEMPTS = 20;

export type TriggerSchedules = ReturnType<typeof triggerSchedules>;

/** The schedules of schedule triggers, in the product's schedule group: one each. Every call may be repeated. */
export function triggerSchedules(deps: {
  scheduler: SchedulerClient;
  group: string;
  /** ARN of the function that fires triggers. */
  fireTriggerArn: string;
  /** ARN of the role as which Scheduler invokes it. */
  roleArn: string;
  /** ARN of the queue for what could not be handed over. */
  deadLettersArn: string;
  clock: Pick<Clock, 'now'>;
}) {
  const scheduleOfKey = (key: TriggerKey, written: WrittenSchedule) => ({
    Name: outsideName(key),
    GroupName: deps.group,
    ...timesOf(written, deps.clock.now()),
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: {
      Arn: deps.fireTriggerArn,
      RoleArn: deps.roleArn,
      Input: JSON.stringify({ type: 'SCHEDULE', ...key, scheduledTime: '<aws.scheduler.scheduled-time>' }),
      DeadLetterConfig: { Arn: deps.deadLettersArn },
      RetryPolicy: { MaximumEventAgeInSeconds: MAX_EVENT_AGE_SECONDS, MaximumRetryAttempts: MAX_ATTEMPTS },
    },
  });

  return {
    /** @throws RefusedOutside when Scheduler takes no further schedule, or not this one. */
    async put(key: TriggerKey, written: WrittenSchedule): Promise<void> {
      const schedule = scheduleOfKey(key, written);
      try {
        await deps.scheduler.send(new CreateScheduleCommand(schedule)).catch(refused);
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error;
        await deps.scheduler.send(new UpdateScheduleCommand(schedule)).catch(refused);
      }
    },

    async remove(key: TriggerKey): Promise<void> {
      const command = new DeleteScheduleCommand({ Name: outsideName(key), GroupName: deps.group });
      await deps.scheduler.send(command).catch((error: unknown) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      });
    },
  };
}

/** A start that has passed is left out: Scheduler refuses one that is more than five minutes old. */
function timesOf(written: WrittenSchedule, now: number) {
  const { expression, timezone, startAt, endAt } = scheduleOf(written);
  return {
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timezone,
    ...(startAt === undefined || startAt <= now ? {} : { StartDate: new Date(startAt) }),
    ...(endAt === undefined ? {} : { EndDate: new Date(endAt) }),
  };
}

function refused(error: unknown): never {
  if (error instanceof ServiceQuotaExceededException) {
    throw new RefusedOutside(
      'QUOTA',
      "EventBridge Scheduler takes no further schedule: its quota is reached. Delete or disable schedule triggers that you don't need, or ask your admin to raise the quota.",
      { cause: error },
    );
  }
  if (error instanceof ValidationException) {
    throw new RefusedOutside('INVALID', `EventBridge Scheduler refuses the schedule: ${error.message}`, {
      cause: error,
    });
  }
  throw error;
}
