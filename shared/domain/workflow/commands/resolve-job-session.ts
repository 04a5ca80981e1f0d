import { finishCall, type JobChange, type JobVerdict } from '../job-change.ts';
import type { JobCommand } from '../job-command.ts';

/** A called session ended (P12). Unchanged: it was told before, or the job has ended and nobody waits any more. */
export function resolveJobSession(
  change: JobChange,
  { id, result }: Extract<JobCommand, { type: 'resolve_session' }>,
): JobVerdict {
  const call = change.control.calls.find((each) => each.id === id && each.kind === 'session');
  if (call?.state !== 'OPEN') return 'unchanged';
  finishCall(change, call, result);
  return 'changed';
}
