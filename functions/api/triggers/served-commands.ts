import { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import { serveRecorded } from '../http/serve-recorded.ts';
import { createTrigger } from './create-trigger.ts';
import { deleteTrigger } from './delete-trigger.ts';
import { invokeTrigger } from './invoke-trigger.ts';
import { replaceTrigger } from './replace-trigger.ts';
import { runTrigger } from './run-trigger.ts';

/** What changes triggers. */
export const servedCommands = [
  serveRecorded(triggerRoutes.createTrigger, createTrigger),
  serveRecorded(triggerRoutes.replaceTrigger, replaceTrigger),
  serveRecorded(triggerRoutes.deleteTrigger, deleteTrigger),
  serveRecorded(triggerRoutes.runTrigger, runTrigger),
  serveRecorded(triggerRoutes.invokeTrigger, invokeTrigger),
];
