import type { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { admitDefinition, type ModelDeps } from './admit-definition.ts';
import { admitWaivers } from './admit-waivers.ts';
import { agentsOf } from './agent-deps.ts';
import type { CalledDeps } from './called-by-tools.ts';
import { type DiscoveryDeps, withDiscovered } from './discover-tools.ts';

export const createAgent: Operation<
  typeof agentRoutes.createAgent,
  ApiDeps & CalledDeps & ModelDeps & DiscoveryDeps
> = async ({ body, caller }, deps) => {
  await admitDefinition(body, caller, deps);
  const definition = await withDiscovered({ definition: body, tenantId: caller.tenantId }, deps);
  const at = new Date(deps.clock.now()).toISOString();
  const by = { userId: caller.userId, name: caller.name };
  const waived = admitWaivers(body, { before: undefined, caller, at });
  const agent = {
    ...definition,
    ...{ agentId: deps.newId('agent'), version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by },
    approvalWaivers: waived.waivers,
  };
  await agentsOf(deps).create(caller.tenantId, agent);
  return { body: agent, reason: waived.reason };
};
