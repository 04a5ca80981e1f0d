import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { functionRefused } from '../domain/agent/function-refused.ts';
import type { LambdaTool } from '../domain/agent/tool.ts';
import type { ErrorCategory } from '../domain/session/error-category.ts';
import { MAX_BODY_BYTES } from '../domain/session/stored-text.ts';
import type { Clock } from '../runtime/clock.ts';
import { compactJson } from './compact-json.ts';
import { fittingText } from './http-output.ts';
import { quoted } from './mcp-failure.ts';
import { CallTimedOut } from './outbound-errors.ts';
import { timeLimit } from './time-limit.ts';
import type { FunctionsAllowed } from './tool-functions-allowed.ts';
import type { ToolOutcome } from './tool-outcome.ts';

export type LambdaToolCall = {
  tool: LambdaTool;
  args: Record<string, unknown>;
  /** The same for every attempt of one call, so that the function may see a repetition. */
  idempotencyKey: string;
  tenantId: string;
  sessionId: string;
  agentId: string;
};

/** One synchronous invocation; throws what the SDK throws. */
export type InvokeFunction = (
  input: InvokeCommandInput,
  options: { abortSignal: AbortSignal },
) => Promise<Pick<InvokeCommandOutput, 'FunctionError' | 'Payload'>>;

export type RunLambdaToolDeps = { invokeFunction: InvokeFunction; functionsAllowed: FunctionsAllowed; clock: Clock };

/** What Lambda takes and answers in a synchronous invocation, in bytes. */
const MAX_PAYLOAD_BYTES = 6_291_456;
/** Before the one repeat of an invocation that was throttled, in milliseconds: it was not made, so it can't be made twice. */
const THROTTLED_MS = 1_000;
const THROTTLED = ['TooManyRequestsException', 'ThrottlingException', 'EC2ThrottledException'];

/** Invokes the function of a `lambda` tool and waits for its result. Every way in which it can end is an outcome; it never throws. */
export async function runLambdaTool(call: LambdaToolCall, deps: RunLambdaToolDeps): Promise<ToolOutcome> {
  const { functionName, timeoutSeconds } = call.tool;
  const allowed = deps.functionsAllowed(call.tenantId);
  if (!allowed.has(functionName)) return failed('INVALID_DEFINITION', functionRefused(functionName, allowed));
  const payload = payloadOf(call);
  const bytes = Buffer.byteLength(payload);
  if (bytes > MAX_PAYLOAD_BYTES) {
    return failed('INVALID_INPUT', `${functionName} was not called: its input has ${bytes} bytes, Lambda takes 6 MB.`);
  }
  const time = timeLimit({ clock: deps.clock, ms: timeoutSeconds * 1_000 });
  try {
    const input = { FunctionName: functionName, InvocationType: 'RequestResponse', Payload: payload } as const;
    return outcomeOf(functionName, await invoke(input, time.signal, deps));
  } catch (error) {
    return refused(functionName, time.signal.aborted ? time.signal.reason : error);
  } finally {
    time.end();
  }
}

/** The payload is the function's whole view of the call. */
function payloadOf({ args, idempotencyKey, sessionId, agentId, tenantId }: LambdaToolCall): string {
  return JSON.stringify({ input: args, idempotencyKey, sessionId, agentId, tenantId });
}

async function invoke(input: InvokeCommandInput, abortSignal: AbortSignal, deps: RunLambdaToolDeps) {
  try {
    return await deps.invokeFunction(input, { abortSignal });
  } catch (error) {
    if (!(error instanceof Error) || !THROTTLED.includes(error.name)) throw error;
    await deps.clock.delay(THROTTLED_MS, abortSignal);
    return deps.invokeFunction(input, { abortSignal });
  }
}

function outcomeOf(functionName: string, { FunctionError, Payload }: Awaited<ReturnType<InvokeFunction>>): ToolOutcome {
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined) return failed('TOOL_FAILED', `${functionName} failed: ${thrown(text)}`);
  const json = compactJson(text === '' ? 'null' : text);
  if (json !== undefined && Buffer.byteLength(json) <= MAX_BODY_BYTES) return { state: 'SUCCEEDED', output: json };
  const body = fittingText(text);
  return { state: 'SUCCEEDED', output: JSON.stringify({ body, ...(body !== text && { truncated: true }) }) };
}

const thrownSchema = z.object({ errorMessage: z.string().optional(), errorType: z.string().optional() });

/** What a function says of its own failure, cut; its stack trace is nobody else's business. */
function thrown(text: string): string {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    told = undefined;
  }
  const { errorMessage, errorType = 'Error' } = thrownSchema.safeParse(told).data ?? {};
  return errorMessage === undefined ? 'it did not say why.' : quoted(`${errorType}: ${errorMessage}`);
}

function refused(functionName: string, error: unknown): ToolOutcome {
  if (error instanceof CallTimedOut) {
    return failed('TOOL_TIMEOUT', `${functionName}: ${error.message} The function may be running on.`);
  }
  const name = error instanceof Error ? error.name : '';
  if (THROTTLED.includes(name)) {
    return failed('TOOL_FAILED', `${functionName} was not called: Lambda throttled it twice. Try again later.`);
  }
  const told = TOLD[name];
  if (told !== undefined) return failed(...told(functionName));
  return failed(
    'TOOL_FAILED',
    `${functionName} could not be called, or its result not be read (${name || 'unknown'}).`,
  );
}

const TOLD: Record<string, (functionName: string) => [ErrorCategory, string]> = {
  ResourceNotFoundException: (name) => ['INVALID_DEFINITION', `There is no Lambda function ${name}.`],
  AccessDeniedException: (name) => ['INVALID_DEFINITION', `The service has no right to call ${name}. Deploy it anew.`],
  RequestTooLargeException: (name) => ['INVALID_INPUT', `The input of ${name} is longer than Lambda takes (6 MB).`],
};

function failed(category: ErrorCategory, message: string): ToolOutcome {
  return { state: 'FAILED', error: { category, message: message.slice(0, 2_000) } };
}
