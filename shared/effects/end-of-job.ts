import type { JobControl } from '../domain/workflow/job-control.ts';
import type { EffectDeps } from './effect-deps.ts';
import type { ExecutionState } from './job-executions.ts';
import { storeJobText, withoutJobKey } from './job-texts.ts';
import { commandJob } from './perform-job-effects.ts';

/** Why an execution did not succeed, in characters: of a longer cause the job keeps the beginning. */
const LONGEST_CAUSE = 2_000;

/** Records how the execution of a job ended; false: it has not. */
export async function endOfJob({ head }: JobControl, state: ExecutionState, deps: EffectDeps): Promise<boolean> {
  const { status, output, error = '', cause = '' } = state;
  if (status === 'RUNNING') return false;
  if (status === 'SUCCEEDED') {
    const stored = await storeJobText(head, output ?? 'null', deps);
    await commandJob(head, { type: 'end', status, output: stored }, deps);
  } else {
    const failure = {
      error: error === '' ? DEFAULT_ERROR[status] : withoutJobKey(error, head.jobKey),
      cause: withoutJobKey(cause, head.jobKey).slice(0, LONGEST_CAUSE),
    };
    await commandJob(head, { type: 'end', status, failure }, deps);
  }
  return true;
}

/** Step Functions names no error for an execution that was stopped without one, or ran out of time. */
const DEFAULT_ERROR = { FAILED: 'States.Runtime', TIMED_OUT: 'States.Timeout', ABORTED: 'Aborted' };
