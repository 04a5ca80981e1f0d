import * as z from 'zod';
import { storedTextSchema } from '../session/stored-text.ts';
import type { JobControl } from './job-control.ts';
import { jobStatusSchema } from './job-status.ts';

/** What people see of a job: a projection of its control item, put only over an older `v`. No token, no key. */
export const jobSummarySchema = z.object({
  tenantId: z.string(),
  jobId: z.string(),
  v: z.number().int().positive(),
  workflowId: z.string(),
  workflowName: z.string(),
  project: z.string(),
  status: jobStatusSchema,
  input: storedTextSchema,
  output: storedTextSchema.optional(),
  failure: z.object({ error: z.string(), cause: z.string() }).optional(),
  startedAt: z.number().int(),
  endedAt: z.number().int().optional(),
  startedBy: z.object({ kind: z.enum(['user', 'session']), id: z.string() }),
  /** The sessions that it asked for, in the order in which it did. */
  sessions: z.array(z.string()),
  /** The manual tasks that it asked for, in that order; absent in what was put before they were kept here. */
  tasks: z.array(z.string()).optional(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;

/** The summary of a job as it is now. */
export function jobSummaryOf({ head, version, status, output, failure, endedAt, calls }: JobControl): JobSummary {
  const { tenantId, jobId, workflow, project, startedAt, caller, createdBy, input } = head;
  return {
    ...{ tenantId, jobId, v: version, workflowId: workflow.workflowId, workflowName: workflow.name, project, status },
    ...{ input, output, failure, startedAt, endedAt },
    startedBy: caller === null ? { kind: 'user', id: createdBy.userId } : { kind: 'session', id: caller.id },
    sessions: calls.flatMap(({ kind, id }) => (kind === 'session' ? [id] : [])),
    tasks: calls.flatMap(({ kind, id }) => (kind === 'manual_task' ? [id] : [])),
  };
}
