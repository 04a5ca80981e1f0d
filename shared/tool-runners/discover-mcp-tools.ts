import type { McpTool } from '../domain/agent/tool.ts';
import { listMcpTools, type RemoteTool } from './list-mcp-tools.ts';
import { type McpDeps, withMcpServer } from './mcp-connection.ts';
import { mcpHeaders } from './mcp-headers.ts';

/** A person waits for it, and the HTTP API gives up after 30 s. Milliseconds. */
const LONGEST_DISCOVERY_MS = 10_000;

/** Asks the server of an `mcp` tool what it offers. @throws an error whose message may be shown to whoever saves the agent */
export function discoverMcpTools(tool: McpTool, deps: McpDeps): Promise<RemoteTool[]> {
  const timeoutMs = Math.min(tool.timeoutSeconds * 1_000, LONGEST_DISCOVERY_MS);
  return withMcpServer({ url: tool.url, headers: mcpHeaders(tool) }, { timeoutMs }, deps, listMcpTools);
}
