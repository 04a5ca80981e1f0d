import type { manualTaskRoutes } from '../../../shared/contracts/manual-task-routes.ts';
import type { Operation } from '../http/operation.ts';
import { type ReadDeps, sessionReads } from '../sessions/session-reads.ts';
import { findTask } from './find-task.ts';
import { wholeTaskAnswer } from './task-answer.ts';

export const getManualTask: Operation<typeof manualTaskRoutes.getManualTask, ReadDeps> = async (
  { params, caller },
  deps,
) => {
  const task = await findTask(params.taskId, caller, deps);
  return { body: await wholeTaskAnswer(task, caller, sessionReads(deps).texts.read) };
};
