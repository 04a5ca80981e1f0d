import type { Failure } from '../domain/session/error-category.ts';
import type { JobControl } from '../domain/workflow/job-control.ts';
import { textsKeyOf } from '../storage/job-store.ts';
import type { EffectDeps } from './effect-deps.ts';
import { resolveCallOfSession } from './resolve-caller.ts';

const HOW_IT_ENDED = { FAILED: 'failed', TIMED_OUT: 'timed out', ABORTED: 'was aborted' };

/** Tells the session whose tool started the job how it ended: one conditional write on the session (P12). */
export async function resolveCallerOfJob(job: JobControl, deps: EffectDeps): Promise<void> {
  const { head, status } = job;
  const { caller, tenantId, jobId } = head;
  if (caller?.kind !== 'session' || caller.seq === undefined || status === 'RUNNING') return;
  const succeeded = status === 'SUCCEEDED';
  await resolveCallOfSession(
    { key: { tenantId, sessionId: caller.id }, seq: caller.seq, id: jobId },
    async () => JSON.stringify({ status, jobId, output: succeeded ? await outputOf(job, deps) : null }),
    succeeded ? { state: 'SUCCEEDED' } : { state: 'FAILED', error: failureOf(job, HOW_IT_ENDED[status]) },
    deps,
  );
}

async function outputOf({ head, output }: JobControl, deps: EffectDeps): Promise<unknown> {
  return output === undefined ? null : JSON.parse(await deps.texts.read(textsKeyOf(head), output));
}

function failureOf({ head, failure }: JobControl, how: string): Failure {
  const why = failure === undefined ? 'no reason was given' : `${failure.error}: ${failure.cause}`;
  const message = `The job ${head.jobId} of workflow "${head.workflow.name}" ${how}: ${why}`;
  return { category: 'JOB_FAILED', message: message.slice(0, 2_000) };
}
