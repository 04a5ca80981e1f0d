import { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import { serve } from '../http/operation.ts';
import { getTrigger } from './get-trigger.ts';
import { listTriggers } from './list-triggers.ts';

/** What is read of triggers. */
export const servedReads = [
  serve(triggerRoutes.listTriggers, listTriggers),
  serve(triggerRoutes.getTrigger, getTrigger),
];
