import { createJobControl } from '../../shared/domain/workflow/create-job-control.ts';
import { decideJob } from '../../shared/domain/workflow/decide-job.ts';
import type { JobCommand, JobDecision } from '../../shared/domain/workflow/job-command.ts';
import type { JobControl, JobHead } from '../../shared/domain/workflow/job-control.ts';
import type { JobEffect } from '../../shared/domain/workflow/job-effect.ts';
import { ada, START } from './a-session.ts';

export const MINUTE = 60_000;

export function aJobHead(more: Partial<JobHead> = {}): JobHead {
  const jobId = 'job_01JZZZZZZZZZZZZZZZZZZZZZZZ';
  return {
    ...{ tenantId: 'demo', jobId, jobKey: `demo.${jobId}.${'0'.repeat(32)}`, project: 'default', createdBy: ada },
    workflow: { workflowId: 'wfl_1', name: 'Change window' },
    stateMachineArn: 'arn:aws:states:local:000000000000:stateMachine:change-window',
    ...{ caller: null, depth: 0, lineage: [jobId], maxDepth: 5, startedAt: START, input: { text: '{}' } },
    ...more,
  };
}

/** A job whose start is done. */
export function aJob(more: Partial<JobHead> = {}): JobControl {
  const { control, added } = createJobControl(aJobHead(more));
  return decideJob(control, { type: 'effects_done' }, { now: START, done: added }).control;
}

export const commands = {
  openSession: (id = 'ses_1', order = 0, token = `token-${id}-${order}`): JobCommand => ({
    ...{ type: 'open_call', id, kind: 'session', request: { text: '{}' } },
    token: { value: token, order },
  }),
  openTask: (id = 'mtk_1', order = 0, token = `token-${id}-${order}`): JobCommand => ({
    ...{ type: 'open_call', id, kind: 'manual_task', request: { text: '{}' } },
    token: { value: token, order },
  }),
  complete: (id = 'mtk_1', requestId = 'request-1', text = requestId): JobCommand => ({
    ...{ type: 'complete_task', id, by: ada, requestId, output: { text } },
    result: { status: 'completed', output: { text } },
  }),
  resolve: (id = 'ses_1', text = 'said'): JobCommand => ({
    ...{ type: 'resolve_session', id },
    result: { status: 'completed', output: { text } },
  }),
  end: (): JobCommand => ({ type: 'end', status: 'SUCCEEDED', output: { text: '{}' } }),
  abort: (): JobCommand => ({ type: 'end', status: 'ABORTED', failure: { error: 'Aborted', cause: '' } }),
  looked: (): JobCommand => ({ type: 'looked' }),
};

/** What the command decides on the job, a minute after its start. */
export function decidedOn(job: JobControl, command: JobCommand, now = START + MINUTE): JobDecision {
  return decideJob(job, command, { now });
}

/** The job after these commands, none of which is refused. */
export function jobAfter(job: JobControl, ...given: JobCommand[]): JobControl {
  return given.reduce((current, command) => {
    const { control, refused } = decidedOn(current, command);
    if (refused !== undefined) throw new Error(`${command.type} was refused: ${refused.why}`);
    return control;
  }, job);
}

/** Effects by kind and what they are about. */
export function effectsIn(effects: readonly JobEffect[]): string[] {
  return effects.map((effect) => ('callId' in effect ? `${effect.kind} ${effect.callId}` : effect.kind)).sort();
}
