import { templateSecrets } from '../domain/agent/template.ts';
import type { McpTool } from '../domain/agent/tool.ts';
import { SecretMissing } from './http-tool-request.ts';

/**
 * The headers with which an MCP server is asked: the one place where they are made, for discovery as for calls.
 * @throws SecretMissing
 */
export function mcpHeaders({ headers = {} }: Pick<McpTool, 'headers'>): Record<string, string> {
  const [secret] = Object.values(headers).flatMap(templateSecrets);
  if (secret !== undefined) throw new SecretMissing(secret);
  return headers;
}
