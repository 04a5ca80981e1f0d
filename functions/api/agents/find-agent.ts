import { NotFound } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { Agent } from '../../../shared/domain/agent/agent.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import { agentsOf } from './agent-deps.ts';

/** The agent, if the caller may see it. @throws NotFound */
export async function findAgent(agentId: string, caller: Identity, deps: ApiDeps): Promise<Agent> {
  const agent = await agentsOf(deps).get(caller.tenantId, agentId);
  if (agent === undefined || !seesProject(caller, agent.project)) throw new NotFound('agent', agentId.slice(0, 100));
  return agent;
}
