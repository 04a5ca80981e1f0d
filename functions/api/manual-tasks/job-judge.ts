import type { ManualTask } from '../../../shared/domain/manual-task/manual-task.ts';
import { completeJobTask } from '../../../shared/effects/complete-job-task.ts';
import { jobTaskState } from '../../../shared/effects/job-task-state.ts';
import type { JudgeDeps, TaskJudge } from './task-judge.ts';

/** A job's task is decided by one conditional write on the job's control item. */
export function jobJudge({ tenantId, taskId, origin }: ManualTask, deps: JudgeDeps): TaskJudge {
  const key = { tenantId, jobId: origin.id };
  return {
    async look() {
      const job = await deps.jobs.read(key);
      return job?.calls.some(({ id }) => id === taskId) ? jobTaskState(job, taskId, deps.texts) : undefined;
    },

    async complete({ output, by }) {
      const completion = { taskId, by, requestId: deps.newWriteId(), output: JSON.stringify(output) };
      const outcome = await completeJobTask(key, completion, deps);
      return outcome && { taken: outcome.refused === undefined, state: outcome.task };
    },
  };
}
