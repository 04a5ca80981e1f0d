import { emitOfJob, type JobChange, type JobVerdict } from '../job-change.ts';
import type { JobCommand } from '../job-command.ts';

/** The execution ended: its open tasks close, its called sessions go on by themselves, and whoever called is told. */
export function endJob(
  change: JobChange,
  { status, output, failure }: Extract<JobCommand, { type: 'end' }>,
): JobVerdict {
  const { control, v, now } = change;
  if (control.status !== 'RUNNING') return 'unchanged';
  Object.assign(control, { status, output, failure, endedAt: now });
  for (const call of control.calls) {
    if (call.state !== 'OPEN') continue;
    Object.assign(call, { state: 'CLOSED', token: undefined, endedAt: now, v });
    if (call.kind === 'manual_task') emitOfJob(change, { kind: 'PUT_TASK', callId: call.id });
  }
  emitOfJob(change, { kind: 'PUT_JOB' });
  if (control.head.caller !== null) emitOfJob(change, { kind: 'RESOLVE_CALLER' });
  return 'changed';
}
