import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type JobControl, jobControlSchema } from '../domain/workflow/job-control.ts';
import { type ControlRow, controlRows, dueAttributes } from './control-rows.ts';
import type { SessionKey } from './control-store.ts';
import { keys } from './table-keys.ts';

export type JobKey = { tenantId: string; jobId: string };
export type JobStore = ReturnType<typeof jobStore>;

/** Control items of jobs, beside those of sessions. */
export function jobStore(deps: { documentClient: DynamoDBDocumentClient; table: string }) {
  const rows = controlRows(deps);
  return {
    /** Strong read. */
    async read({ tenantId, jobId }: JobKey): Promise<JobControl | undefined> {
      const state = await rows.read(keys.job(tenantId, jobId));
      return state === undefined ? undefined : jobControlSchema.parse(state);
    },

    /** False: there is a job of this id. */
    create: (control: JobControl): Promise<boolean> => rows.create(rowOf(control)),

    /** One write conditional on the version that was read. */
    save: (before: JobControl, after: JobControl): Promise<boolean> => rows.save(before.version, rowOf(after)),
  };
}

/** Where a job's long texts are kept: as a session's, under its own id. */
export function textsKeyOf({ tenantId, jobId }: JobKey): SessionKey {
  return { tenantId, sessionId: jobId };
}

function rowOf(control: JobControl): ControlRow {
  const { head, version, writeId, dueAt } = control;
  const pk = keys.job(head.tenantId, head.jobId);
  return { pk, version, writeId, ...dueAttributes(head.jobId, dueAt), state: JSON.stringify(control) };
}
