import { manualTaskRoutes } from '../../../shared/contracts/manual-task-routes.ts';
import { serve } from '../http/operation.ts';
import { getManualTask } from './get-manual-task.ts';
import { listManualTasks } from './list-manual-tasks.ts';

/** What is read of manual tasks. */
export const servedReads = [
  serve(manualTaskRoutes.listManualTasks, listManualTasks),
  serve(manualTaskRoutes.getManualTask, getManualTask),
];
