import { HostNotFixed, UnfitTemplateValue } from '../domain/agent/http-tool-url.ts';
import { UnknownTemplateVariable } from '../domain/agent/template.ts';
import type { ErrorCategory, Failure } from '../domain/session/error-category.ts';
import type { Clock } from '../runtime/clock.ts';
import { STATUS_CODES } from '../runtime/node-http.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { type HttpAnswer, httpOutput } from './http-output.ts';
import { type HttpToolRequest, httpToolRequest, type RequestedCall } from './http-tool-request.ts';
import { AddressRefused, AnswerTooLarge, CallBroken, CallTimedOut, TooManyRedirects } from './outbound-errors.ts';
import { SecretNotUsable, type SecretReader } from './secret-headers.ts';
import { timeLimit } from './time-limit.ts';
import type { ToolOutcome } from './tool-outcome.ts';

export type HttpToolCall = RequestedCall & {
  /** Gives the call up. */
  signal?: AbortSignal;
};

export type RunHttpToolDeps = { fetch: GuardedFetch; clock: Clock; secrets: SecretReader };

/** Makes the call that an `http` tool describes. Every way in which it can end is an outcome; it never throws. */
export async function runHttpTool(call: HttpToolCall, deps: RunHttpToolDeps): Promise<ToolOutcome> {
  let request: HttpToolRequest | undefined;
  try {
    request = await httpToolRequest(call, deps);
    return outcomeOf(await exchange(request, call, deps), request);
  } catch (error) {
    return { state: 'FAILED', error: failureOf(error, call, request) };
  }
}

async function exchange(request: HttpToolRequest, call: HttpToolCall, { fetch, clock }: RunHttpToolDeps) {
  const time = timeLimit({
    clock,
    ms: call.tool.timeoutSeconds * 1_000,
    ...(call.signal !== undefined && { outer: call.signal }),
  });
  try {
    const { url, ...init } = request;
    return await readAnswer(await fetch(url, { ...init, signal: time.signal }, { keepOpen: true }));
  } finally {
    time.end();
  }
}

async function readAnswer(response: Response): Promise<HttpAnswer> {
  const chunks: Uint8Array[] = [];
  let truncated = false;
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof AnswerTooLarge)) throw error;
    truncated = true;
  }
  const contentType = response.headers.get('content-type');
  return { status: response.status, contentType, bytes: Buffer.concat(chunks), truncated };
}

function outcomeOf(answer: HttpAnswer, request: HttpToolRequest): ToolOutcome {
  const output = httpOutput(answer);
  if (answer.status < 400) return { state: 'SUCCEEDED', output };
  // The service's own reason phrase is text from outside; the standard one says the same.
  const status = `${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trimEnd();
  return {
    state: 'FAILED',
    output,
    error: { category: 'TOOL_FAILED', message: `${described(request)} answered ${status}.` },
  };
}

function failureOf(error: unknown, { tool, signal }: HttpToolCall, request: HttpToolRequest | undefined): Failure {
  const subject = request === undefined ? `The tool ${tool.name} was not called` : `${described(request)} failed`;
  if (signal?.aborted === true) return { category: 'TOOL_FAILED', message: `${subject}: it was given up from here.` };
  const category = CATEGORIES.find(([kind]) => error instanceof kind)?.[1];
  // Only our own errors are quoted: what others say may hold a header's value.
  const reason = category !== undefined && error instanceof Error ? error.message : 'Something unexpected went wrong.';
  return { category: category ?? 'INTERNAL', message: `${subject}: ${reason}`.slice(0, 2_000) };
}

const CATEGORIES: readonly (readonly [new (...args: never[]) => Error, ErrorCategory])[] = [
  [AddressRefused, 'TOOL_REFUSED_ADDRESS'],
  [CallTimedOut, 'TOOL_TIMEOUT'],
  [CallBroken, 'TOOL_FAILED'],
  [TooManyRedirects, 'TOOL_FAILED'],
  [SecretNotUsable, 'INVALID_DEFINITION'],
  [HostNotFixed, 'INVALID_DEFINITION'],
  [UnknownTemplateVariable, 'INVALID_INPUT'],
  [UnfitTemplateValue, 'INVALID_INPUT'],
];

/** "GET https://host/path": without the query, where values may be that are nobody else's business. */
function described({ method, url }: HttpToolRequest): string {
  return `${method} ${url.origin}${url.pathname}`.slice(0, 500);
}
