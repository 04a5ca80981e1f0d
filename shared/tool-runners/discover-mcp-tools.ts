import type { AskedServer } from '../contracts/asked-server.ts';
import { listMcpTools, type RemoteTool } from './list-mcp-tools.ts';
import { type McpDeps, withMcpServer } from './mcp-connection.ts';
import { mcpHeaders } from './mcp-headers.ts';
import { redacted } from './redacted.ts';
import { rememberingReader } from './remembering-reader.ts';
import type { SecretReader } from './secret-headers.ts';

/** A person waits for it, and the HTTP API gives up after 30 s. Milliseconds. */
export const LONGEST_DISCOVERY_MS = 10_000;

/**
 * Asks the server of an `mcp` tool what it offers. A tool whose definition repeats a secret is of no use.
 * @throws an error whose message may be shown to whoever saves the agent
 */
export async function discoverMcpTools(
  asked: AskedServer,
  { secrets, ...deps }: McpDeps & { secrets: SecretReader },
): Promise<RemoteTool[]> {
  const { readers, values } = rememberingReader(secrets);
  const timeoutMs = Math.min(asked.tool.timeoutSeconds * 1_000, LONGEST_DISCOVERY_MS);
  try {
    const server = { url: asked.tool.url, headers: await mcpHeaders(asked, { secrets: readers }) };
    const listed = await withMcpServer(server, { timeoutMs }, deps, listMcpTools);
    return listed.map((tool) => withoutSecrets(tool, [...values]));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(redacted(message, [...values]), { cause: error });
  }
}

function withoutSecrets(tool: RemoteTool, values: readonly string[]): RemoteTool {
  const text = JSON.stringify(tool);
  if (redacted(text, values) === text) return tool;
  return { name: redacted(tool.name, values), reason: 'Its definition repeats a secret of the headers.' };
}
