import type { ControlItem } from '../domain/session/control-item.ts';
import type { CallResult, JobCall } from '../domain/workflow/job-control.ts';
import { textsKeyOf } from '../storage/job-store.ts';
import type { EffectDeps } from './effect-deps.ts';
import { JOB_INLINE_BYTES } from './job-texts.ts';
import { commandJob } from './perform-job-effects.ts';
import { sessionResult } from './session-result.ts';

/** Step Functions takes 262,144 bytes from a task (its quota); the result is cut to stay below it. */
const MOST_RESULT_BYTES = 250_000;
const MOST_MESSAGE_BYTES = 200_000;

/** Tells the job that asked for this session how it ended: one conditional write on the job. */
export async function resolveJobOf(control: ControlItem, jobId: string, deps: EffectDeps): Promise<void> {
  const { tenantId, sessionId } = control.head;
  const job = await deps.jobs.read({ tenantId, jobId });
  const call = job?.calls.find(({ id }) => id === sessionId);
  if (job === undefined || call?.state !== 'OPEN') return;
  const text = await resultText(control, deps);
  const output = await deps.texts.store(textsKeyOf(job.head), text, JOB_INLINE_BYTES);
  const result = resultOf(control, call, output);
  await commandJob(job.head, { type: 'resolve_session', id: sessionId, result }, deps);
}

/** A message of quotes or control characters grows when it is written as JSON: it is halved until it fits. */
async function resultText(control: ControlItem, { texts }: EffectDeps): Promise<string> {
  for (let most = MOST_MESSAGE_BYTES; ; most = Math.floor(most / 2)) {
    const text = JSON.stringify(await sessionResult(control, most, texts));
    if (most === 0 || Buffer.byteLength(text) <= MOST_RESULT_BYTES) return text;
  }
}

function resultOf(
  { head, status, error }: ControlItem,
  { failOnFailure }: JobCall,
  output: CallResult['output'],
): CallResult {
  if (status === 'COMPLETED') return { status: 'completed', output };
  const canceled = status === 'CANCELED';
  const cause = canceled
    ? `The session ${head.sessionId} was canceled.`
    : `The session ${head.sessionId} failed: ${error?.message ?? 'no reason was recorded'}`;
  const failure = { error: canceled ? 'AgentSession.Canceled' : 'AgentSession.Failed', cause };
  return { status: canceled ? 'canceled' : 'failed', output, ...(failOnFailure === true ? { failure } : {}) };
}
