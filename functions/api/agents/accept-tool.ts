import type { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import { Conflict, Forbidden, NotFound } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { accepted, waitsForAcceptance } from '../../../shared/domain/agent/discovered-tools.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { agentsOf } from './agent-deps.ts';
import { findAgent } from './find-agent.ts';
import { refuseIfMoved } from './refuse-if-moved.ts';

/**
 * Accepts what this version of the agent shows as changed or new: of one tool of an MCP server, or of all of a server, by name.
 * Exactly that, so the server is not asked again.
 */
export const acceptTool: Operation<typeof agentRoutes.acceptTool, ApiDeps> = async (
  { params, ifMatch, caller },
  deps,
) => {
  const before = await findAgent(params.agentId, caller, deps);
  refuseIfMoved(before, ifMatch);
  const { toolName } = params;
  if (!before.tools.some((tool) => isMeant(tool, toolName))) throw new NotFound('MCP tool', toolName.slice(0, 100));
  const tools = before.tools.map((tool) => withAccepted(tool, toolName));
  if (tools.every((tool, at) => tool === before.tools[at])) {
    throw new Conflict(
      `Nothing of ${toolName} waits to be accepted. Save the agent again to see what its server offers now.`,
    );
  }
  refuseWaived(
    tools.filter((tool, at) => tool !== before.tools[at]),
    caller,
  );
  const after = {
    ...before,
    tools,
    version: before.version + 1,
    updatedAt: new Date(deps.clock.now()).toISOString(),
    updatedBy: { userId: caller.userId, name: caller.name },
  };
  await agentsOf(deps).replace(caller.tenantId, before, after);
  return { body: after };
};

/** What a waiver of the approval covers would be something else now: that is for an admin to say. */
function refuseWaived(changed: readonly Tool[], { roles }: Identity): void {
  const waived = changed.find(({ approvalWaiver }) => approvalWaiver !== undefined);
  if (waived === undefined || roles.includes('admin')) return;
  throw new Forbidden(
    'agents:write',
    `The approval of the destructive tool ${waived.name} is waived, so only an admin may accept what its server changed. Ask an admin, or save the agent without the waiver first.`,
  );
}

/** Whether the name is that of a server, or of one of its tools. */
function isMeant(tool: Tool, toolName: string): boolean {
  if (tool.kind !== 'mcp') return false;
  return tool.name === toolName || (tool.discovered?.tools.some(({ calledAs }) => calledAs === toolName) ?? false);
}

/** The same object when nothing of it was waiting. */
function withAccepted(tool: Tool, toolName: string): Tool {
  if (tool.kind !== 'mcp' || tool.discovered === undefined || !isMeant(tool, toolName)) return tool;
  const isWhole = tool.name === toolName;
  const { tools } = tool.discovered;
  const meant = tools.filter((one) => waitsForAcceptance(one) && (isWhole || one.calledAs === toolName));
  if (meant.length === 0) return tool;
  return {
    ...tool,
    discovered: { ...tool.discovered, tools: tools.map((one) => (meant.includes(one) ? accepted(one) : one)) },
  };
}
