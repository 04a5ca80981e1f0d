import { isRecord, parsedJson } from '../domain/session/call-arguments.ts';
import type { JobControl } from '../domain/workflow/job-control.ts';
import type { JobEffect } from '../domain/workflow/job-effect.ts';
import { jobSummaryOf } from '../domain/workflow/job-summary.ts';
import { JOB_KEY_FIELD } from '../domain/workflow/workflow.ts';
import { textsKeyOf } from '../storage/job-store.ts';
import type { EffectDeps } from './effect-deps.ts';
import { jobTaskState } from './job-task-state.ts';
import { commandJob } from './perform-job-effects.ts';
import { showTask } from './put-task.ts';
import { resolveCallerOfJob } from './resolve-caller-of-job.ts';
import { startJobSession } from './start-job-session.ts';

/** Performs one effect of a job. Every effect may be performed again: what is newer is never overwritten. */
export async function performJobEffect(control: JobControl, effect: JobEffect, deps: EffectDeps): Promise<void> {
  switch (effect.kind) {
    case 'PUT_JOB':
      return deps.projections.putJob(jobSummaryOf(control));
    case 'START_EXECUTION':
      return startExecution(control, deps);
    case 'PUT_TASK':
      return showTask(await jobTaskState(control, effect.callId, deps.texts), deps);
    case 'CREATE_SESSION':
      return startJobSession(control, effect.callId, deps);
    case 'SEND_RESULT':
      return sendResult(control, effect, deps);
    case 'RESOLVE_CALLER':
      return resolveCallerOfJob(control, deps);
  }
}

/** What can never start is the job's end, with the reason. */
async function startExecution({ head, status }: JobControl, deps: EffectDeps): Promise<void> {
  if (status !== 'RUNNING') return;
  const input = parsedJson(await deps.texts.read(textsKeyOf(head), head.input));
  const given = isRecord(input) ? input : {};
  const failure = await deps.jobExecutions.start(head, JSON.stringify({ ...given, [JOB_KEY_FIELD]: head.jobKey }));
  if (failure !== undefined) await commandJob(head, { type: 'end', status: 'FAILED', failure }, deps);
}

async function sendResult(
  { head, calls }: JobControl,
  { callId, token }: Extract<JobEffect, { kind: 'SEND_RESULT' }>,
  deps: EffectDeps,
): Promise<void> {
  const result = calls.find(({ id }) => id === callId)?.result;
  if (result === undefined) return;
  if (result.failure !== undefined) return deps.jobExecutions.fail(token, result.failure);
  return deps.jobExecutions.succeed(token, await deps.texts.read(textsKeyOf(head), result.output));
}
