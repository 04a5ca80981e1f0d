import * as z from 'zod';
import { actorSchema } from '../session/actor.ts';
import { failureSchema } from '../session/error-category.ts';

/** The types of trigger that people make; a session may also be started by an agent or a job. */
export const TRIGGER_KINDS = ['MANUAL', 'SCHEDULE', 'API', 'EVENT'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

const common = {
  name: z.string().trim().min(1).max(120),
  agentId: z.string().min(1).max(200),
  enabled: z.boolean().default(true),
  /** Given to each session; a run or an invoke may add to them and replace them. */
  inputs: z.record(z.string(), z.unknown()).optional(),
};

const scheduleSchema = z.strictObject({
  /** `cron(…)`, `rate(…)` or `at(…)`, as EventBridge Scheduler takes them. */
  expression: z.string().trim().min(1).max(256),
  /** IANA name. */
  timezone: z.string().min(1).max(50).default('UTC'),
  /** Nothing fires before. */
  startAt: z.iso.datetime({ offset: true }).optional(),
  /** Nothing fires after. */
  endAt: z.iso.datetime({ offset: true }).optional(),
});
export type WrittenSchedule = z.infer<typeof scheduleSchema>;

const eventSourceSchema = z.strictObject({
  /** An EventBridge pattern of `source`, `detail-type`, `detail` and `$or`. */
  pattern: z.record(z.string(), z.unknown()),
  /** Inputs taken from the event: name of the input, path in the event such as `$.detail.order.id`. */
  inputsFrom: z.record(z.string().min(1).max(64), z.string().min(1).max(500)).optional(),
});

/** What a person writes of a trigger. */
export const triggerDefinitionSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('MANUAL') }),
  z.strictObject({ ...common, type: z.literal('API') }),
  z.strictObject({ ...common, type: z.literal('SCHEDULE'), schedule: scheduleSchema }),
  z.strictObject({ ...common, type: z.literal('EVENT'), event: eventSourceSchema }),
]);
export type TriggerDefinition = z.infer<typeof triggerDefinitionSchema>;

/** What the product adds to it. */
const recordSchema = z.object({
  triggerId: z.string(),
  /** Of its agent when it was saved: for as long as the agent is there, the agent's own counts. */
  project: z.string(),
  /** Grows by one with each change by a person. */
  version: z.number().int().positive(),
  createdAt: z.string(),
  createdBy: actorSchema,
  updatedAt: z.string(),
  updatedBy: actorSchema,
  /** Occurrences from before are not started (milliseconds): made, enabled or given another type then. */
  firesFrom: z.number().int(),
});

/** What must be done outside after a change of a trigger: its rule or its schedule is made to be as the trigger says. */
const triggerEffectSchema = z.object({
  kind: z.enum(['RULE', 'SCHEDULE']),
  /** Of the write that added it: one write's effect never stands for another's. */
  writeId: z.string(),
  /** When the sweeper takes it over (milliseconds). Its writer performs it no longer then. */
  dueAt: z.number().int(),
});
export type TriggerEffect = z.infer<typeof triggerEffectSchema>;

/** A trigger as it is kept: one item, changed by one conditional write on its `revision`. */
export const triggerItemSchema = z.object({
  definition: triggerDefinitionSchema,
  record: recordSchema,
  /** Grows with each write of the item, also with those that no person sees. */
  revision: z.number().int().positive(),
  /** By which a writer whose answer was lost knows its own write. */
  writeId: z.string(),
  /** When it was disabled or deleted (milliseconds); absent while it fires. */
  stoppedAt: z.number().int().optional(),
  /** Deleted; kept only for the effects that are left. */
  removed: z.boolean().optional(),
  effects: z.array(triggerEffectSchema),
});
export type TriggerItem = z.infer<typeof triggerItemSchema>;

/** How the latest firing went. */
export const firingSchema = z.object({
  /** Milliseconds. */
  at: z.number().int(),
  sessionId: z.string().nullable(),
  /** Why no session was started; null when one was. */
  error: failureSchema.nullable(),
});
export type LatestFiring = z.infer<typeof firingSchema>;
