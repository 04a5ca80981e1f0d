import type { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import type { TriggerDeps } from '../../../shared/effects/change-trigger.ts';
import { recordFiring } from '../../../shared/effects/record-firing.ts';
import type { Operation } from '../http/operation.ts';
import { startForPerson } from '../sessions/start-for-person.ts';
import { findTrigger } from './find-trigger.ts';
import { startableAgent } from './startable-agent.ts';

type Deps = Parameters<typeof startForPerson>[1] & TriggerDeps;

/** A person starts a session by a manual trigger: as `POST /sessions`, with the trigger's inputs. */
export const runTrigger: Operation<typeof triggerRoutes.runTrigger, Deps> = async ({ params, body, caller }, deps) => {
  const { triggerId } = params;
  const found = await findTrigger(triggerId, caller, deps);
  const agent = startableAgent(found, 'MANUAL');
  const inputs = { ...found.item.definition.inputs, ...body?.inputs };
  const answer = await startForPerson({ agent, inputs, caller, idempotencyKey: undefined, route: 'runTrigger' }, deps);
  await recordFiring({ tenantId: caller.tenantId, triggerId }, answer.body.sessionId, deps);
  return answer;
};
