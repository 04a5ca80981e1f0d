import { type AskedServer, askedServerSchema } from '../../shared/contracts/asked-server.ts';
import type { RemoteTool } from '../../shared/tool-runners/list-mcp-tools.ts';
import type { DiscoveryDeps } from '../api/agents/discover-tools.ts';
import { lambda } from '../lambda.ts';

/** Asks an MCP server for the function that takes commands, which may not read the secrets that its headers name. */
export function askMcpServerHandler(deps: Pick<DiscoveryDeps, 'discoverTools'>) {
  return async (event: unknown): Promise<{ tools: RemoteTool[] } | { refused: string }> => {
    const asked: AskedServer = askedServerSchema.parse(event);
    try {
      return { tools: await deps.discoverTools(asked) };
    } catch (error) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
  };
}

export const handler = lambda(askMcpServerHandler);
