import { decideJob } from '../domain/workflow/decide-job.ts';
import type { JobCommand, JobDecision } from '../domain/workflow/job-command.ts';
import type { JobControl } from '../domain/workflow/job-control.ts';
import type { JobEffect } from '../domain/workflow/job-effect.ts';
import type { JobKey, JobStore } from '../storage/job-store.ts';
import { changeItem, type TryDeps } from './change-item.ts';

/** The one way to change a job, as `changeSession` is for a session. `undefined`: there is no such job. */
export async function changeJob(
  { tenantId, jobId }: JobKey,
  command: JobCommand,
  deps: TryDeps & { jobs: JobStore },
  more: { known?: JobControl; done?: readonly JobEffect[] } = {},
): Promise<JobDecision | undefined> {
  return changeItem(
    {
      id: `Job ${jobId}`,
      read: () => deps.jobs.read({ tenantId, jobId }),
      save: deps.jobs.save,
      decide: (control) => decideJob(control, command, { now: deps.clock.now(), done: more.done ?? [] }),
      known: more.known,
    },
    deps,
  );
}
