import type { Tool } from '../domain/agent/tool.ts';
import { type RunHttpToolDeps, runHttpTool } from './run-http-tool.ts';
import { type RunLambdaToolDeps, runLambdaTool } from './run-lambda-tool.ts';
import { runMcpTool } from './run-mcp-tool.ts';
import type { ToolOutcome } from './tool-outcome.ts';

/** One call of a tool, as a runner is given it. */
export type ToolCall = {
  tenantId: string;
  sessionId: string;
  agentId: string;
  tool: Tool;
  /** By which the model called it: the tool's own name, or `<tool>__<name>` for one of an MCP server's. */
  name: string;
  args: Record<string, unknown>;
  /** The same for every attempt of the call. */
  idempotencyKey: string;
};

export type RunToolDeps = RunHttpToolDeps & RunLambdaToolDeps;

/** Runs one call of a tool that this service executes itself. It never throws for what the tool or its service does. */
export function runTool({ tool, ...call }: ToolCall, deps: RunToolDeps): Promise<ToolOutcome> {
  if (tool.kind === 'http') return runHttpTool({ tool, ...call }, deps);
  if (tool.kind === 'mcp') return runMcpTool({ tool, ...call }, deps);
  if (tool.kind === 'lambda') return runLambdaTool({ tool, ...call }, deps);
  const message = `A tool of the kind ${tool.kind} is not run but waited for; ${tool.name} was not called.`;
  return Promise.resolve({ state: 'FAILED', error: { category: 'INTERNAL', message } });
}
