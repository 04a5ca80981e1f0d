import { emitOfJob, type JobChange, type JobVerdict, sendResult } from '../job-change.ts';
import type { JobCommand, JobRefusal } from '../job-command.ts';
import type { JobCall } from '../job-control.ts';

/** Sessions and tasks that one job may ask for: with their tokens they stay well below what an item can hold. */
export const MOST_CALLS = 100;

type OpenCall = Extract<JobCommand, { type: 'open_call' }>;

/** A state of the state machine asks. A retry of the state asks for the same again, and waits with a new token. */
export function openCall(change: JobChange, { type: _type, ...asked }: OpenCall): JobVerdict | JobRefusal {
  const { control, v, now } = change;
  if (control.status !== 'RUNNING') return { why: 'ENDED' };
  const call = control.calls.find(({ id }) => id === asked.id);
  if (call !== undefined) return askAgain(change, call, asked.token);
  if (control.calls.length >= MOST_CALLS) return { why: 'TOO_MANY_CALLS' };
  control.calls.push({ ...asked, state: 'OPEN', v, at: now });
  emitOfJob(change, { kind: asked.kind === 'session' ? 'CREATE_SESSION' : 'PUT_TASK', callId: asked.id });
  emitOfJob(change, { kind: 'PUT_JOB' });
  return 'changed';
}

/**
 * The token of a later try takes the place of the older one, which nobody waits with any more. The same token again: the
 * state was entered again where it was (after a restart), and what was sent before may be lost.
 */
function askAgain(change: JobChange, call: JobCall, token: OpenCall['token']): JobVerdict | JobRefusal {
  const { value, order } = call.token ?? { order: -1 };
  if (token.order < order || (value === token.value && call.state === 'OPEN')) return 'unchanged';
  if (token.order === order && value !== token.value) return { why: 'SAME_NAME' };
  call.token = token;
  if (call.state === 'DONE') sendResult(change, call);
  return 'changed';
}
