import type { DiscoveredTool } from '../domain/agent/discovered-tools.ts';
import type { McpTool } from '../domain/agent/tool.ts';
import type { ErrorCategory, Failure } from '../domain/session/error-category.ts';
import { listMcpTools } from './list-mcp-tools.ts';
import { type McpDeps, withMcpServer } from './mcp-connection.ts';
import { McpRefused } from './mcp-failure.ts';
import { mcpHeaders } from './mcp-headers.ts';
import { mcpOutput } from './mcp-output.ts';
import { TooManyRequests } from './mcp-wire.ts';
import { AddressRefused, AnswerTooLarge, CallBroken, CallTimedOut, TooManyRedirects } from './outbound-errors.ts';
import { SecretNotUsable, type SecretReader } from './secret-headers.ts';
import type { ToolOutcome } from './tool-outcome.ts';

export type McpToolCall = {
  tenantId: string;
  tool: McpTool;
  /** By which the model called it: `<tool>__<name>`. */
  name: string;
  /** Checked against the accepted input schema by the caller. */
  args: Record<string, unknown>;
};

/** The server describes the tool otherwise than it was accepted, or no more: nothing was called. */
class NotAsAccepted extends McpRefused {}

/**
 * Calls one tool of an MCP server, in a connection of its own, after making sure that the server still describes it as somebody
 * accepted it. Every way in which it can end is an outcome; it never throws.
 */
export async function runMcpTool(
  { tenantId, tool, name, args }: McpToolCall,
  deps: McpDeps & { secrets: SecretReader },
): Promise<ToolOutcome> {
  const accepted = tool.discovered?.tools.find(({ calledAs, state }) => calledAs === name && state === 'accepted');
  if (accepted === undefined) {
    const message = `${name} was not called: nobody has accepted a tool of this name. Save the agent and look at its tools.`;
    return { state: 'FAILED', error: { category: 'INVALID_DEFINITION', message } };
  }
  try {
    const server = { url: tool.url, headers: await mcpHeaders({ tenantId, tool }, deps) };
    const result = await withMcpServer(server, { timeoutMs: tool.timeoutSeconds * 1_000 }, deps, async (ask) => {
      refuseIfChanged(accepted, await listMcpTools(ask));
      return ask('tools/call', { name: accepted.name, arguments: args });
    });
    const { output, failure } = mcpOutput(result);
    if (failure === undefined) return { state: 'SUCCEEDED', output };
    const message = `${name} failed, the server says: ${failure}`;
    return { state: 'FAILED', output, error: { category: 'TOOL_FAILED', message } };
  } catch (error) {
    return { state: 'FAILED', error: failureOf(error, name, tool) };
  }
}

function refuseIfChanged({ name, hash }: DiscoveredTool, listed: Awaited<ReturnType<typeof listMcpTools>>): void {
  const now = listed.find((one) => one.name === name);
  if (now === undefined) {
    throw new NotAsAccepted('the server does not offer it any more. Save the agent again to see what it offers');
  }
  if (now.reason === undefined && now.hash === hash) return;
  const why = now.reason === undefined ? 'the server describes it otherwise than it was accepted' : now.reason;
  throw new NotAsAccepted(
    `${why.replace(/\.$/, '')}. Save the agent again to see what has changed, and accept it if it is meant`,
  );
}

function failureOf(error: unknown, name: string, { url }: McpTool): Failure {
  if (error instanceof NotAsAccepted) {
    return { category: 'TOOL_FAILED', message: `${name} was not called: ${error.message}.`.slice(0, 2_000) };
  }
  const category = CATEGORIES.find(([kind]) => error instanceof kind)?.[1];
  // Only our own errors are quoted: what others say may hold a header's value.
  const reason = category !== undefined && error instanceof Error ? error.message : 'Something unexpected went wrong.';
  const host = URL.parse(url)?.host ?? 'the server';
  const message = `${name} failed at the MCP server ${host}: ${reason}`.slice(0, 2_000);
  return { category: category ?? 'INTERNAL', message };
}

const CATEGORIES: readonly (readonly [new (...args: never[]) => Error, ErrorCategory])[] = [
  [AddressRefused, 'TOOL_REFUSED_ADDRESS'],
  [CallTimedOut, 'TOOL_TIMEOUT'],
  [AnswerTooLarge, 'OUTPUT_TOO_LARGE'],
  [CallBroken, 'TOOL_FAILED'],
  [TooManyRedirects, 'TOOL_FAILED'],
  [TooManyRequests, 'TOOL_FAILED'],
  [McpRefused, 'TOOL_FAILED'],
  [SecretNotUsable, 'INVALID_DEFINITION'],
];
