import type { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findTrigger } from './find-trigger.ts';
import { triggerAnswer } from './trigger-answer.ts';

export const getTrigger: Operation<typeof triggerRoutes.getTrigger, ApiDeps> = async ({ params, caller }, deps) => ({
  body: triggerAnswer(await findTrigger(params.triggerId, caller, deps), deps.clock.now()),
});
