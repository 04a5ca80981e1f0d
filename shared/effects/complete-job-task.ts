import { TooLarge } from '../contracts/refusal.ts';
import type { TaskState } from '../domain/manual-task/manual-task.ts';
import type { Actor } from '../domain/session/actor.ts';
import type { JobRefusal } from '../domain/workflow/job-command.ts';
import type { JobKey } from '../storage/job-store.ts';
import type { EffectDeps } from './effect-deps.ts';
import { jobTaskState } from './job-task-state.ts';
import { storeJobText } from './job-texts.ts';
import { commandJob } from './perform-job-effects.ts';

/** Step Functions takes 262,144 bytes from a task (its quota), and the result names the task and the person too. */
const MOST_OUTPUT_BYTES = 250_000;

export type JobTaskCompletion = {
  taskId: string;
  by: Actor;
  /** The same request again is a repeat and gets the answer of the first time (P15). */
  requestId: string;
  /** JSON text, checked against the form by the caller. */
  output: string;
};

/**
 * Completes a manual task of a job: one write on the job's control item decides it (P11), then the state machine's task gets
 * the result and the task is shown. Answers the task as the job has it then, with why it was refused: COMPLETED_BEFORE, or
 * ENDED (the job has ended and has closed it). `undefined`: there is no such job, or no such task in it.
 * @throws TooLarge
 */
export async function completeJobTask(
  key: JobKey,
  { taskId, by, requestId, output: text }: JobTaskCompletion,
  deps: EffectDeps,
): Promise<{ task: TaskState; refused?: JobRefusal | undefined } | undefined> {
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_OUTPUT_BYTES) {
    throw new TooLarge(`The output has ${bytes} bytes as JSON; a workflow takes ${MOST_OUTPUT_BYTES}. Shorten it.`);
  }
  const job = await deps.jobs.read(key);
  if (!job?.calls.some(({ id, kind }) => id === taskId && kind === 'manual_task')) return undefined;
  const told = JSON.stringify({ status: 'completed', taskId, output: JSON.parse(text), completedBy: by });
  const [output, result] = await Promise.all([storeJobText(job.head, text, deps), storeJobText(job.head, told, deps)]);
  const decision = await commandJob(
    key,
    { type: 'complete_task', id: taskId, by, requestId, output, result: { status: 'completed', output: result } },
    deps,
  );
  if (decision === undefined) return undefined;
  return { task: await jobTaskState(decision.control, taskId, deps.texts), refused: decision.refused };
}
