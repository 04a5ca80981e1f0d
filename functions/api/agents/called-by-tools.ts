import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { SchemaViolation } from '../../../shared/domain/agent/schema-violations.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';

export type CalledDeps = Pick<EffectDeps, 'readAgent' | 'readWorkflow'>;

/** Tools that call an agent or run a workflow which is not there, or which the one who saves may not see: they could only fail. */
export async function callViolations(
  tools: readonly Tool[],
  caller: Identity,
  deps: CalledDeps,
): Promise<SchemaViolation[]> {
  const found = await Promise.all(tools.map((tool, at) => callViolation(tool, `tools.${at}`, caller, deps)));
  return found.flat();
}

async function callViolation(tool: Tool, path: string, caller: Identity, deps: CalledDeps): Promise<SchemaViolation[]> {
  if (tool.kind === 'workflow') {
    const workflow = await deps.readWorkflow(caller.tenantId, tool.workflowId);
    if (workflow !== undefined && seesProject(caller, workflow.project)) return [];
    return [{ path: `${path}.workflowId`, message: `there is no workflow ${tool.workflowId}, or you may not see it` }];
  }
  if (tool.kind !== 'agent') return [];
  const agent = await deps.readAgent(caller.tenantId, tool.agentId);
  if (agent !== undefined && seesProject(caller, agent.project)) return [];
  return [{ path: `${path}.agentId`, message: `there is no agent ${tool.agentId}, or you may not see it` }];
}
