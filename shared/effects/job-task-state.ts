import { type TaskState, type TaskStatus, taskRequestSchema } from '../domain/manual-task/manual-task.ts';
import type { JobCall, JobControl } from '../domain/workflow/job-control.ts';
import { textsKeyOf } from '../storage/job-store.ts';
import type { EffectDeps } from './effect-deps.ts';

const STATUS_OF: Record<JobCall['state'], TaskStatus> = { OPEN: 'OPEN', DONE: 'COMPLETED', CLOSED: 'CANCELED' };

/** The manual task of a job as its control item has it now. */
export async function jobTaskState(
  { head, calls }: JobControl,
  taskId: string,
  { read, store }: EffectDeps['texts'],
): Promise<TaskState> {
  const call = calls.find(({ id }) => id === taskId);
  if (call === undefined) throw new Error(`The job ${head.jobId} has no task ${taskId}.`);
  const key = textsKeyOf(head);
  const { form, ...asked } = taskRequestSchema.parse(JSON.parse(await read(key, call.request)));
  return {
    ...{ tenantId: head.tenantId, taskId, v: call.v, project: head.project, status: STATUS_OF[call.state], ...asked },
    origin: { kind: 'job', id: head.jobId, name: head.workflow.name },
    createdAt: call.at,
    form: form && (await store(key, JSON.stringify(form))),
    input: call.input ?? { text: '{}' },
    output: call.completion?.output,
    closedAt: call.endedAt,
    completedBy: call.completion?.by,
  };
}
