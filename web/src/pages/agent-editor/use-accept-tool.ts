import { useQueryClient } from '@tanstack/react-query';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { Agent } from '../../../../shared/domain/agent/agent.ts';
import { useApi } from '../../api-client/use-api.ts';
import { useTell } from '../../design-system/notices.tsx';

/** Accepts what is shown of an agent's MCP tools, and hands on the agent's next version. */
export function useAcceptTool(shown: Agent | undefined, onAccepted: (agent: Agent) => void) {
  const api = useApi();
  const tell = useTell();
  const queries = useQueryClient();
  return async (toolName: string): Promise<void> => {
    if (shown === undefined) return;
    try {
      const params = { agentId: shown.agentId, toolName };
      onAccepted(await api.call(routes.acceptTool, { params, ifMatch: shown.version }));
      tell({ id: 'tool-accepted', type: 'success', header: `${toolName} was accepted` });
    } catch (error) {
      const content = error instanceof Error ? error.message : String(error);
      tell({ id: 'tool-accepted', type: 'error', header: `${toolName} was not accepted`, content });
    }
    await queries.invalidateQueries();
  };
}
