import type { JobCommand, JobDecision } from '../domain/workflow/job-command.ts';
import type { JobControl } from '../domain/workflow/job-control.ts';
import { type JobEffect, loggedJobEffect } from '../domain/workflow/job-effect.ts';
import type { JobKey } from '../storage/job-store.ts';
import { carryOut, tryBeside } from './carry-out.ts';
import { ItemContended } from './change-item.ts';
import { changeJob } from './change-job.ts';
import type { EffectDeps } from './effect-deps.ts';
import { performJobEffect } from './perform-job-effect.ts';

/** Performs effects of a job and removes what was done, as `performEffects` does for a session. */
export async function performJobEffects(
  control: JobControl,
  effects: readonly JobEffect[],
  deps: EffectDeps,
): Promise<JobControl | undefined> {
  return carryOut(control, effects, {
    attempt: (latest, due) =>
      tryBeside(
        due,
        (effect) => performJobEffect(latest, effect, deps),
        (effect, error) =>
          deps.reportFailure('effect failed', { jobId: control.head.jobId, effect: loggedJobEffect(effect), error }),
      ),
    remove: (known, done) => changeJob(control.head, { type: 'effects_done' }, deps, { known, done }),
    isDue: () => true,
  });
}

/** Changes a job and performs what follows from it. What can't be removed because many write at once, the sweeper repeats. */
export async function commandJob(key: JobKey, command: JobCommand, deps: EffectDeps): Promise<JobDecision | undefined> {
  const decision = await changeJob(key, command, deps);
  if (decision?.changed) {
    await performJobEffects(decision.control, decision.added, deps).catch((error: unknown) => {
      if (!(error instanceof ItemContended)) throw error;
      deps.reportFailure('effects not removed', { jobId: key.jobId, error });
    });
  }
  return decision;
}
