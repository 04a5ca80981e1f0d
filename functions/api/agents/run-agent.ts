import type { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { startForPerson } from '../sessions/start-for-person.ts';
import { findAgent } from './find-agent.ts';

/** Starts a session of this agent, as `POST /sessions` does. */
export const runAgent: Operation<typeof agentRoutes.runAgent, ApiDeps & EffectDeps> = async (
  { params, body, caller, idempotencyKey },
  deps,
) => {
  const agent = await findAgent(params.agentId, caller, deps);
  return startForPerson({ agent, inputs: body?.inputs ?? {}, caller, idempotencyKey, route: 'runAgent' }, deps);
};
