import type { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { agentsOf } from './agent-deps.ts';
import { findAgent } from './find-agent.ts';
import { refuseIfMoved } from './refuse-if-moved.ts';

export const deleteAgent: Operation<typeof agentRoutes.deleteAgent, ApiDeps> = async (
  { params, ifMatch, caller },
  deps,
) => {
  const agent = await findAgent(params.agentId, caller, deps);
  refuseIfMoved(agent, ifMatch);
  await agentsOf(deps).remove(caller.tenantId, agent);
  return { body: undefined, project: agent.project };
};
