import { emitOfJob, type JobChange } from './job-change.ts';
import type { JobControl, JobHead } from './job-control.ts';
import { jobDueAt, nextLook } from './job-due-at.ts';
import type { JobEffect } from './job-effect.ts';

/** A job as it begins: RUNNING, with the effects that show it and start its execution. */
export function createJobControl(head: JobHead): { control: JobControl; added: JobEffect[] } {
  const control: JobControl = {
    ...{ schemaVersion: 1, version: 1, writeId: '', head, status: 'RUNNING', calls: [], effects: [] },
    ...{ looks: 0, lookAt: nextLook(0, head.startedAt) },
  };
  const change: JobChange = { control, v: 1, now: head.startedAt, added: [] };
  emitOfJob(change, { kind: 'PUT_JOB' });
  emitOfJob(change, { kind: 'START_EXECUTION' });
  control.dueAt = jobDueAt(control);
  return { control, added: change.added };
}
