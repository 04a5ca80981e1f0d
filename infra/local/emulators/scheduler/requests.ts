import * as z from 'zod';

/** Lengths, patterns and numbers by the EventBridge Scheduler API reference. */
const targetSchema = z.strictObject({
  Arn: z.string().min(1).max(1_600),
  RoleArn: z.string().min(1).max(1_600),
  Input: z.string().min(1).optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
    })
    .optional(),
});

/** What CreateSchedule and UpdateSchedule take. An unknown parameter is refused: it would be ignored without a word. */
export const scheduleRequestSchema = z.strictObject({
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().min(1).max(50).default('UTC'),
  /** Seconds since 1970. */
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  Target: targetSchema,
  Description: z.string().max(512).optional(),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  ClientToken: z.string().min(1).max(64).optional(),
});
export type ScheduleRequest = z.output<typeof scheduleRequestSchema>;

export const NAME = /^[0-9a-zA-Z\-_.]{1,64}$/;
