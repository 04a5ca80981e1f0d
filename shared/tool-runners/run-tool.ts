import type { Tool } from '../domain/agent/tool.ts';
import type { Failure } from '../domain/session/error-category.ts';
import { allDone } from '../runtime/all-done.ts';
import { redacted } from './redacted.ts';
import { rememberingReader } from './remembering-reader.ts';
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
  /** The secrets of all tools of the agent: any of them may come back in this tool's answer. */
  secretNames: readonly string[];
  /** By which the tool's own spans join the session's trace (W3C Trace Context); absent: spans go nowhere. */
  traceparent?: string | undefined;
};

export type RunToolDeps = RunHttpToolDeps &
  RunLambdaToolDeps & {
    /** Told when the secrets can't be read: people who run the service have to look into it. */
    reportFailure?: (message: string, facts: Record<string, unknown>) => void;
  };

/**
 * Runs one call of a tool that this service executes itself. It never throws for what the tool or its service does. The
 * values of the agent's secrets are taken out of what it answers.
 */
export async function runTool(call: ToolCall, deps: RunToolDeps): Promise<ToolOutcome> {
  const { readers, values } = rememberingReader(deps.secrets);
  try {
    await allDone(call.secretNames.map((name) => readers.readSecret(call.tenantId, name)));
  } catch (error) {
    // What it would answer could not be redacted.
    deps.reportFailure?.('secrets not read', { tenantId: call.tenantId, toolName: call.name, error });
    const message = `The tool ${call.name} was not called: the secrets of the agent's tools can't be read at the moment. Try again.`;
    return { state: 'FAILED', error: { category: 'TOOL_FAILED', message } };
  }
  const outcome = await run(call, { ...deps, secrets: readers });
  return withoutValues(outcome, [...values]);
}

function run({ tool, ...call }: ToolCall, deps: RunToolDeps): Promise<ToolOutcome> {
  if (tool.kind === 'http') return runHttpTool({ tool, ...call }, deps);
  if (tool.kind === 'mcp') return runMcpTool({ tool, ...call }, deps);
  if (tool.kind === 'lambda') return runLambdaTool({ tool, ...call }, deps);
  const message = `A tool of the kind ${tool.kind} is not run but waited for; ${tool.name} was not called.`;
  return Promise.resolve({ state: 'FAILED', error: { category: 'INTERNAL', message } });
}

function withoutValues(outcome: ToolOutcome, values: readonly string[]): ToolOutcome {
  if (values.length === 0) return outcome;
  if (outcome.state === 'SUCCEEDED') return { ...outcome, output: redactedJson(outcome.output, values) };
  return {
    ...outcome,
    ...(outcome.output !== undefined && { output: redactedJson(outcome.output, values) }),
    error: redactedFailure(outcome.error, values),
  };
}

function redactedFailure({ category, message }: Failure, values: readonly string[]): Failure {
  return { category, message: redacted(message, values) };
}

/** An output is JSON: where a value stood outside of a string, as a number, the whole becomes one string. */
function redactedJson(output: string, values: readonly string[]): string {
  const text = redacted(output, values);
  return text === output || isJson(text) ? text : redacted(JSON.stringify(text), values);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
