import * as z from 'zod';
import { actorSchema } from '../session/actor.ts';
import { storedTextSchema } from '../session/stored-text.ts';

/** Life of a manual task: it waits for a person, it was done, or it is not needed any more. */
export const TASK_STATUSES = ['OPEN', 'COMPLETED', 'CANCELED'] as const;
export const taskStatusSchema = z.enum(TASK_STATUSES);
export type TaskStatus = z.infer<typeof taskStatusSchema>;

/** What a person is asked: kept as JSON text in the `request` of the call that waits. */
export const taskRequestSchema = z.object({
  title: z.string(),
  description: z.string(),
  /** JSON Schema of the output; absent: anything is taken. */
  form: z.record(z.string(), z.unknown()).optional(),
  /** User id of the person who is to do it; others may not until it is released. */
  assignee: z.string().optional(),
});
export type TaskRequest = z.infer<typeof taskRequestSchema>;

/** Who asks, and where the judge of the completion is: the control item of this session or job (P11). */
export const taskOriginSchema = z.object({
  kind: z.enum(['session', 'job']),
  id: z.string(),
  /** Of a session's task: the `seq` of the waiting call. */
  seq: z.number().int().positive().optional(),
  /** The agent, or the workflow. */
  name: z.string(),
  toolName: z.string().optional(),
});

/**
 * The state of a task as its judge projects it: put only over an older `v` (P10). Form, input and output are texts of the
 * session or job that asks.
 */
export const taskStateSchema = z.object({
  tenantId: z.string(),
  taskId: z.string(),
  v: z.number().int().positive(),
  project: z.string(),
  status: taskStatusSchema,
  title: z.string(),
  description: z.string(),
  /** User id of whom the agent or workflow wants to do it. */
  assignee: z.string().optional(),
  origin: taskOriginSchema,
  createdAt: z.number().int(),
  form: storedTextSchema.optional(),
  input: storedTextSchema,
  output: storedTextSchema.optional(),
  /** When it was completed or closed. */
  closedAt: z.number().int().optional(),
  completedBy: actorSchema.optional(),
});
export type TaskState = z.infer<typeof taskStateSchema>;

/** A task as the Work Center keeps it: its state, and who has claimed it, which no projection touches (P10). */
export const manualTaskSchema = taskStateSchema.extend({
  /** User id; null: it was released, so `assignee` counts no more. */
  claimedBy: z.string().nullable().optional(),
});
export type ManualTask = z.infer<typeof manualTaskSchema>;

/** User id of the person who has the task; undefined: anybody may do it. */
export function assigneeOf({ claimedBy, assignee }: Pick<ManualTask, 'claimedBy' | 'assignee'>): string | undefined {
  return claimedBy === undefined ? assignee : (claimedBy ?? undefined);
}
