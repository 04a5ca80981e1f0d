import type { JobControl } from '../domain/workflow/job-control.ts';
import { isLookDue, jobEffectDue } from '../domain/workflow/job-due-at.ts';
import type { JobKey } from '../storage/job-store.ts';
import { changeJob } from './change-job.ts';
import type { EffectDeps } from './effect-deps.ts';
import { endOfJob } from './end-of-job.ts';
import { performJobEffects } from './perform-job-effects.ts';
import type { Swept } from './sweep-session.ts';

/** Looks at one nominated job: effects whose writer is gone are performed, and an execution is asked whether it has ended. */
export async function sweepJob(key: JobKey, deps: EffectDeps): Promise<Swept> {
  const control = await deps.jobs.read(key);
  if (control === undefined) return 'gone';
  const now = deps.clock.now();
  const due = control.effects.filter((effect) => jobEffectDue(effect) <= now);
  if (due.length > 0) deps.metrics?.add({ name: 'EffectsSwept', value: due.length, dimensions: {} });
  const latest = due.length === 0 ? control : await performJobEffects(control, due, deps);
  if (latest === undefined) return 'gone';
  if (isLookDue(latest, now)) return (await lookAtExecution(latest, deps)) ? 'recovered' : 'nothing';
  return due.length === 0 ? 'nothing' : 'performed';
}

/** The event of its end may have been lost (P12). True: it has ended. */
export async function lookAtExecution(control: JobControl, deps: EffectDeps): Promise<boolean> {
  const { head, effects } = control;
  if (effects.some(({ kind }) => kind === 'START_EXECUTION')) {
    await changeJob(head, { type: 'looked' }, deps);
    return false;
  }
  const state = (await deps.jobExecutions.describe(head)) ?? LOST;
  if (await endOfJob(control, state, deps)) return true;
  await changeJob(head, { type: 'looked' }, deps);
  return false;
}

/** Step Functions forgets an execution 90 days after its end. */
const LOST = {
  status: 'FAILED' as const,
  error: 'ExecutionDoesNotExist',
  cause: 'Step Functions has no execution of this job any more, so nobody knows how it ended.',
};
