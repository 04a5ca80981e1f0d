import * as z from 'zod';

/** Lengths, patterns and numbers by the EventBridge API reference. */
const ruleName = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);
const busName = z.string().min(1).max(1_600).default('default');
/** 31 December 9999, the last day that a date is written for. */
const LAST_SECOND = 253_402_300_799;
const targetId = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);

export const targetSchema = z.strictObject({
  Id: targetId,
  Arn: z.string().min(1).max(1_600),
  InputTransformer: z.strictObject({ InputTemplate: z.string().min(1).max(8_192) }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
    })
    .optional(),
});
export type Target = z.output<typeof targetSchema>;

/** What each supported operation takes. An unknown parameter is refused: it would be ignored without a word. */
export const requestSchemas = {
  PutEvents: z.strictObject({
    Entries: z
      .array(
        z.strictObject({
          Source: z.string().optional(),
          DetailType: z.string().optional(),
          Detail: z.string().optional(),
          EventBusName: busName,
          Resources: z.array(z.string()).default([]),
          /** Seconds since 1970. */
          Time: z.number().min(0).max(LAST_SECOND).optional(),
        }),
      )
      .min(1)
      .max(10),
  }),
  PutRule: z.strictObject({
    Name: ruleName,
    EventBusName: busName,
    EventPattern: z.string().max(4_096),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Description: z.string().max(512).optional(),
  }),
  DeleteRule: z.strictObject({ Name: ruleName, EventBusName: busName, Force: z.boolean().optional() }),
  DescribeRule: z.strictObject({ Name: ruleName, EventBusName: busName }),
  EnableRule: z.strictObject({ Name: ruleName, EventBusName: busName }),
  DisableRule: z.strictObject({ Name: ruleName, EventBusName: busName }),
  ListRules: z.strictObject({
    NamePrefix: z.string().max(64).default(''),
    EventBusName: busName,
    Limit: z.number().int().min(1).max(100).default(100),
    /** The last name of the page before. */
    NextToken: z.string().default(''),
  }),
  PutTargets: z.strictObject({ Rule: ruleName, EventBusName: busName, Targets: z.array(targetSchema).min(1).max(100) }),
  RemoveTargets: z.strictObject({
    Rule: ruleName,
    EventBusName: busName,
    Ids: z.array(targetId).min(1).max(100),
    Force: z.boolean().optional(),
  }),
  ListTargetsByRule: z.strictObject({ Rule: ruleName, EventBusName: busName }),
};
export type OperationName = keyof typeof requestSchemas;
export type PutEventsEntry = z.output<typeof requestSchemas.PutEvents>['Entries'][number];
