import type { Tool } from '../domain/agent/tool.ts';
import type { Failure } from '../domain/session/error-category.ts';
import { allDone } from '../runtime/all-done.ts';
import { redacted } from './redacted.ts';
import { type RunHttpToolDeps, runHttpTool } from './run-http-tool.ts';
import type { SecretReader } from './secret-headers.ts';
import type { ToolOutcome } from './tool-outcome.ts';

export type RunToolCall = {
  tenantId: string;
  tool: Tool;
  args: Record<string, unknown>;
  idempotencyKey: string;
  /** The secrets of all tools of the agent: any of them may come back in this tool's answer. */
  secretNames: readonly string[];
  /** By which the service's own spans join the session's trace. */
  traceparent?: string | undefined;
};

export type RunToolDeps = RunHttpToolDeps & {
  /** Told when the secrets can't be read: people who run the service have to look into it. */
  reportFailure?: (message: string, facts: Record<string, unknown>) => void;
};

/**
 * Runs one call of a tool that this service executes itself. It never throws for what the tool or its service does. The
 * values of the agent's secrets are taken out of what it answers.
 */
export async function runTool(call: RunToolCall, deps: RunToolDeps): Promise<ToolOutcome> {
  const { readers, values } = remembering(deps.secrets);
  try {
    await allDone(call.secretNames.map((name) => readers.readSecret(call.tenantId, name)));
  } catch (error) {
    // What it would answer could not be redacted.
    deps.reportFailure?.('secrets not read', { tenantId: call.tenantId, toolName: call.tool.name, error });
    const message = `The tool ${call.tool.name} was not called: the secrets of the agent's tools can't be read at the moment. Try again.`;
    return { state: 'FAILED', error: { category: 'TOOL_FAILED', message } };
  }
  const outcome = await run(call, { ...deps, secrets: readers });
  return withoutValues(outcome, [...values]);
}

function run(call: RunToolCall, deps: RunHttpToolDeps): Promise<ToolOutcome> {
  const { tool, ...rest } = call;
  if (tool.kind === 'http') return runHttpTool({ tool, ...rest }, deps);
  const message = `This version can't run tools of the kind ${tool.kind}; ${tool.name} was not called.`;
  return Promise.resolve({ state: 'FAILED', error: { category: 'INVALID_DEFINITION', message } });
}

/** Remembers each value that it hands out, so that none of this call is missed, even one that was changed meanwhile. */
function remembering(secrets: SecretReader): { readers: SecretReader; values: Set<string> } {
  const values = new Set<string>();
  const readSecret: SecretReader['readSecret'] = async (tenantId, name) => {
    const secret = await secrets.readSecret(tenantId, name);
    if (secret !== undefined) values.add(secret.value);
    if (secret?.formerValue !== undefined) values.add(secret.formerValue);
    return secret;
  };
  return { readers: { readSecret }, values };
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
