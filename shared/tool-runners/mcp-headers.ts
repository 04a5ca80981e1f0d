import type { McpTool } from '../domain/agent/tool.ts';
import { AddressRefused } from './outbound-errors.ts';
import { fillSecretHeaders, type SecretReader } from './secret-headers.ts';

/**
 * The headers with which an MCP server is asked: the one place where they are made, for discovery as for calls.
 * @throws SecretNotUsable, and AddressRefused where the url is none
 */
export async function mcpHeaders(
  { tenantId, tool }: { tenantId: string; tool: McpTool },
  deps: { secrets: SecretReader },
): Promise<Record<string, string>> {
  const origin = URL.parse(tool.url)?.origin;
  if (origin === undefined) throw new AddressRefused('NOT_A_URL', '');
  const { headers } = await fillSecretHeaders({ tenantId, headers: tool.headers ?? {}, origin }, deps);
  return headers;
}
