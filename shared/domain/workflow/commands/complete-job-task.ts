import { emitOfJob, finishCall, type JobChange, type JobVerdict } from '../job-change.ts';
import type { JobCommand, JobRefusal } from '../job-command.ts';

/** A person completed a task of the job: this write decides it (P11). */
export function completeJobTask(
  change: JobChange,
  { id, by, requestId, output, result }: Extract<JobCommand, { type: 'complete_task' }>,
): JobVerdict | JobRefusal {
  const call = change.control.calls.find((each) => each.id === id && each.kind === 'manual_task');
  if (call === undefined) return { why: 'UNKNOWN' };
  if (call.completion?.requestId === requestId) return 'unchanged';
  if (call.completion !== undefined) return { why: 'COMPLETED_BEFORE' };
  if (call.state !== 'OPEN') return { why: 'ENDED' };
  call.completion = { by, requestId, at: change.now, output };
  finishCall(change, call, result);
  emitOfJob(change, { kind: 'PUT_TASK', callId: id });
  return 'changed';
}
