import * as z from 'zod';

/** Statuses of a job, as Step Functions names an execution's. All but RUNNING are ends. */
export const JOB_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export const jobStatusSchema = z.enum(JOB_STATUSES);
export type JobStatus = z.infer<typeof jobStatusSchema>;
