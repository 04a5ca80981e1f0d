import { NotFound } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { Agent } from '../../../shared/domain/agent/agent.ts';
import type { FoundTrigger } from '../../../shared/storage/trigger-row.ts';
import { triggerStore } from '../../../shared/storage/trigger-store.ts';
import { agentsOf } from '../agents/agent-deps.ts';
import type { ApiDeps } from '../http/api-deps.ts';

/** The trigger with its agent, if the caller may see the agent's project; `agent` is undefined when it was deleted. @throws NotFound */
export async function findTrigger(
  triggerId: string,
  caller: Identity,
  deps: ApiDeps,
): Promise<FoundTrigger & { agent: Agent | undefined }> {
  const { documentClient, tables } = deps;
  const { tenantId } = caller;
  const found = await triggerStore({ documentClient, table: tables.Catalog }).find({ tenantId, triggerId });
  const agent = found && (await agentsOf(deps).get(tenantId, found.item.definition.agentId));
  if (found === undefined || !seesProject(caller, agent?.project ?? found.item.record.project)) {
    throw triggerNotFound(triggerId);
  }
  return { ...found, agent };
}

export function triggerNotFound(triggerId: string): NotFound {
  return new NotFound('trigger', triggerId.slice(0, 100));
}
