import type { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { admitDefinition, type ModelDeps } from './admit-definition.ts';
import { admitWaivers } from './admit-waivers.ts';
import { agentsOf } from './agent-deps.ts';
import type { CalledDeps } from './called-by-tools.ts';
import { type DiscoveryDeps, withDiscovered } from './discover-tools.ts';
import { findAgent } from './find-agent.ts';
import { refuseIfMoved } from './refuse-if-moved.ts';

export const replaceAgent: Operation<
  typeof agentRoutes.replaceAgent,
  ApiDeps & CalledDeps & ModelDeps & DiscoveryDeps
> = async ({ params, body, ifMatch, caller }, deps) => {
  const before = await findAgent(params.agentId, caller, deps);
  await admitDefinition(body, caller, deps);
  refuseIfMoved(before, ifMatch);
  const at = new Date(deps.clock.now()).toISOString();
  const waived = admitWaivers(body, { before, caller, at });
  const definition = await withDiscovered({ definition: body, before, tenantId: caller.tenantId }, deps);
  const after = {
    ...definition,
    ...{
      agentId: before.agentId,
      version: before.version + 1,
      createdAt: before.createdAt,
      createdBy: before.createdBy,
    },
    approvalWaivers: waived.waivers,
    updatedAt: at,
    updatedBy: { userId: caller.userId, name: caller.name },
  };
  await agentsOf(deps).replace(caller.tenantId, before, after);
  return { body: after, reason: waived.reason };
};
