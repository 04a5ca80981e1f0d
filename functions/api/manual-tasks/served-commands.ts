import { manualTaskRoutes } from '../../../shared/contracts/manual-task-routes.ts';
import { serve } from '../http/operation.ts';
import { serveRecorded } from '../http/serve-recorded.ts';
import { claimManualTask, releaseManualTask } from './claim-manual-task.ts';
import { completeManualTask } from './complete-manual-task.ts';

/** What changes manual tasks. */
export const servedCommands = [
  serveRecorded(manualTaskRoutes.claimManualTask, claimManualTask),
  serveRecorded(manualTaskRoutes.releaseManualTask, releaseManualTask),
  serve(manualTaskRoutes.completeManualTask, completeManualTask),
];
