import * as z from 'zod';
import { sessionStatusSchema } from '../domain/session/session-status.ts';
import { jobStatusSchema } from '../domain/workflow/job-status.ts';
import { workflowSchema } from '../domain/workflow/workflow.ts';

/** ISO 8601 in UTC with milliseconds. */
const timeSchema = z.iso.datetime({ precision: 3 });

/** A workflow in an answer: what is stored beyond the contract is left out, not refused. */
export const workflowAnswerSchema = z.object(workflowSchema.shape).meta({ id: 'Workflow' });

/** A job as a row of the list. */
export const jobRowSchema = z
  .object({
    jobId: z.string(),
    workflowId: z.string(),
    workflowName: z.string().meta({ description: 'The name that the workflow had when the job started.' }),
    project: z.string(),
    status: jobStatusSchema,
    input: z.unknown(),
    output: z.unknown().meta({ description: 'Null until the job has succeeded.' }),
    error: z.string().nullable().meta({ description: 'Why it did not succeed: error and cause of the execution.' }),
    startedAt: timeSchema,
    endedAt: timeSchema.nullable(),
    startedBy: z
      .object({ kind: z.enum(['user', 'session']), id: z.string() })
      .meta({ description: 'The person, or the session whose tool started it.' }),
    sessions: z.array(z.string()).meta({ description: 'Ids of the sessions that the workflow ran, in that order.' }),
    tasks: z
      .array(z.string())
      .meta({ description: 'Ids of the manual tasks that the workflow opened, in that order.' }),
    truncated: z
      .array(z.enum(['input', 'output']))
      .optional()
      .meta({
        description:
          "Names of the fields that are too long for this answer and null in it. The job's own URL has them.",
      }),
  })
  .meta({ id: 'JobRow' });
export type JobRow = z.infer<typeof jobRowSchema>;

/** A job as its own URL shows it. */
export const jobSchema = jobRowSchema
  .extend({
    calledSessions: z
      .array(
        z.object({
          sessionId: z.string(),
          status: sessionStatusSchema.nullable().meta({ description: 'Null: it is deleted, or not there yet.' }),
          visible: z.boolean().meta({ description: 'False: the reader may not see the session itself.' }),
        }),
      )
      .meta({ description: 'The same sessions, each with its status.' }),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof jobSchema>;
