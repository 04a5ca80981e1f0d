import type { Tool } from '../domain/agent/tool.ts';
import { type RunHttpToolDeps, runHttpTool } from './run-http-tool.ts';
import type { ToolOutcome } from './tool-outcome.ts';

/** Runs one call of a tool that this service executes itself. It never throws for what the tool or its service does. */
export function runTool(
  call: { tool: Tool; args: Record<string, unknown>; idempotencyKey: string; traceparent?: string | undefined },
  deps: RunHttpToolDeps,
): Promise<ToolOutcome> {
  const { tool } = call;
  if (tool.kind === 'http') return runHttpTool({ ...call, tool }, deps);
  const message = `This version can't run tools of the kind ${tool.kind}; ${tool.name} was not called.`;
  return Promise.resolve({ state: 'FAILED', error: { category: 'INVALID_DEFINITION', message } });
}
