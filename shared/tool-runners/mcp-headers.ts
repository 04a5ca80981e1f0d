import type { McpTool } from '../domain/agent/tool.ts';
import { fillSecretHeaders, type SecretReader } from './secret-headers.ts';

/**
 * The headers with which an MCP server is asked: the one place where they are made, for discovery as for calls.
 * @throws SecretNotUsable
 */
export async function mcpHeaders(
  { tenantId, tool }: { tenantId: string; tool: McpTool },
  deps: { secrets: SecretReader },
): Promise<Record<string, string>> {
  const { origin } = new URL(tool.url);
  const { headers } = await fillSecretHeaders({ tenantId, headers: tool.headers ?? {}, origin }, deps);
  return headers;
}
