import * as z from 'zod';
import { actorSchema } from '../session/actor.ts';
import { storedTextSchema } from '../session/stored-text.ts';
import { callerSchema } from '../session/trigger-origin.ts';
import { jobEffectSchema } from './job-effect.ts';
import { jobStatusSchema } from './job-status.ts';

/** What a job is, fixed at its start and never changed after. */
export const jobHeadSchema = z.object({
  tenantId: z.string(),
  jobId: z.string(),
  /** `<tenant>.<jobId>.<secret>`: who has it acts for this job. Known to the execution alone. */
  jobKey: z.string(),
  workflow: z.object({ workflowId: z.string(), name: z.string() }),
  project: z.string(),
  stateMachineArn: z.string(),
  /** Who started it, or the session that did. */
  createdBy: actorSchema,
  /** The session whose tool call started it and waits for its end. */
  caller: callerSchema.nullable(),
  /** Of the session that started it; 0 when a person did. */
  depth: z.number().int().nonnegative(),
  /** The sessions that called each other to get here, the first one first; a job that a person started is the first itself. */
  lineage: z.array(z.string()).min(1),
  /** How deep sessions may call each other, as the first one allows. */
  maxDepth: z.number().int().positive(),
  startedAt: z.number().int(),
  /** The input without the job's key, as JSON text. */
  input: storedTextSchema,
});
export type JobHead = z.infer<typeof jobHeadSchema>;

/** How what a workflow asked for came out, as its task is told. */
export const callResultSchema = z.object({
  status: z.enum(['completed', 'failed', 'canceled']),
  /** JSON text: the result of the workflow's task. */
  output: storedTextSchema,
  /** Fails the workflow's task in place of a result. */
  failure: z.object({ error: z.string(), cause: z.string() }).optional(),
});
export type CallResult = z.infer<typeof callResultSchema>;

/** A session or manual task that the workflow asked for, by a task of its state machine that waits for it. */
export const jobCallSchema = z.object({
  /** Of the session or task; derived from the job, the state and the time it was entered, so that a retry is the same call. */
  id: z.string(),
  kind: z.enum(['session', 'manual_task']),
  /** The newest task token of the state, until the result was sent; `order` is the state's retry count. */
  token: z.object({ value: z.string(), order: z.number().int().nonnegative() }).optional(),
  /** OPEN; DONE: there is a result; CLOSED: the job ended first. */
  state: z.enum(['OPEN', 'DONE', 'CLOSED']),
  /** Version of the control item at the call's last change. */
  v: z.number().int().positive(),
  at: z.number().int(),
  endedAt: z.number().int().optional(),
  /** What was asked for: the agent and its inputs, or the title and form of a task. */
  request: storedTextSchema,
  /** What a person sees as the task's input. */
  input: storedTextSchema.optional(),
  /** A session that fails or is canceled fails the workflow's task too. */
  failOnFailure: z.boolean().optional(),
  result: callResultSchema.optional(),
  /** Who completed the task, by which request, with what: the same request again is a repeat. */
  completion: z
    .object({ by: actorSchema, requestId: z.string(), at: z.number().int(), output: storedTextSchema })
    .optional(),
});
export type JobCall = z.infer<typeof jobCallSchema>;

/** The private record of one job: the only place where its fate, and that of its tasks, is decided. */
export const jobControlSchema = z.object({
  schemaVersion: z.literal(1),
  /** Every write is conditional on it and adds 1. */
  version: z.number().int().positive(),
  /** Names the last write, so that a writer whose answer was lost recognises its own. */
  writeId: z.string(),
  head: jobHeadSchema,
  status: jobStatusSchema,
  output: storedTextSchema.optional(),
  /** Why it did not succeed, as Step Functions tells. */
  failure: z.object({ error: z.string(), cause: z.string() }).optional(),
  endedAt: z.number().int().optional(),
  calls: z.array(jobCallSchema),
  effects: z.array(jobEffectSchema),
  /** How often the execution was looked at, and when the next look is: its end may be told to nobody (P12). */
  looks: z.number().int().nonnegative(),
  lookAt: z.number().int(),
  /** When the sweeper looks at the item; absent when nothing is left to do. */
  dueAt: z.number().int().optional(),
});
export type JobControl = z.infer<typeof jobControlSchema>;
