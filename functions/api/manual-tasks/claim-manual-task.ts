import type { manualTaskRoutes } from '../../../shared/contracts/manual-task-routes.ts';
import { Unavailable } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { assigneeOf, type ManualTask } from '../../../shared/domain/manual-task/manual-task.ts';
import type { Operation } from '../http/operation.ts';
import { type ReadDeps, sessionReads } from '../sessions/session-reads.ts';
import { findTask, taskStore } from './find-task.ts';
import { wholeTaskAnswer } from './task-answer.ts';
import { heldByOther, isAdmin, taskClosed } from './task-conflicts.ts';

/** People who claim and release one task at the same time try again this often. */
const MOST_TRIES = 10;

/** The caller has the task from now on; having it already is success. */
export const claimManualTask: Operation<typeof manualTaskRoutes.claimManualTask, ReadDeps> = async (
  { params, caller },
  deps,
) => changeClaim(params.taskId, caller, deps, claimed);

/** Nobody has the task any more; that nobody had it is success. */
export const releaseManualTask: Operation<typeof manualTaskRoutes.releaseManualTask, ReadDeps> = async (
  { params, caller },
  deps,
) => changeClaim(params.taskId, caller, deps, released);

/** Who has the task after the change. @throws Conflict when somebody else has it. */
type Judgement = (task: ManualTask, caller: Identity) => ManualTask['claimedBy'];

function claimed(task: ManualTask, caller: Identity) {
  const refusal = heldByOther(task, caller);
  if (refusal !== undefined) throw refusal;
  return caller.userId;
}

function released(task: ManualTask, caller: Identity) {
  const refusal = isAdmin(caller) ? undefined : heldByOther(task, caller);
  if (refusal !== undefined) throw refusal;
  return assigneeOf(task) === undefined ? task.claimedBy : null;
}

/** Judges what was read and writes only over that; who was overtaken judges anew. */
async function changeClaim(taskId: string, caller: Identity, deps: ReadDeps, judge: Judgement) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const task = await findTask(taskId, caller, deps);
    if (task.status !== 'OPEN') throw taskClosed(task);
    const { tenantId, claimedBy: from } = task;
    const to = judge(task, caller);
    if (to === from || to === undefined || (await taskStore(deps).setClaim({ tenantId, taskId, from, to }))) {
      const body = await wholeTaskAnswer({ ...task, claimedBy: to }, caller, sessionReads(deps).texts.read);
      return { body, project: task.project };
    }
  }
  throw new Unavailable(`The manual task ${taskId} is being claimed and released by many at once. Try again.`);
}
