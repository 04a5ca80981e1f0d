import {
  AISDKError,
  APICallError,
  InvalidResponseDataError,
  JSONParseError,
  NoContentGeneratedError,
  TypeValidationError,
} from '@ai-sdk/provider';
import type { Failure } from '../domain/session/error-category.ts';
import { EmptyAnswer } from './empty-answer.ts';
import { ModelNotConfigured } from './model-not-configured.ts';
import { retryAfterMs } from './retry-after.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What to do after a model call that failed. Messages are for people and hold no secret. */
export type ModelFailure =
  /** Call again later. `nonsense`: the model answered, but not in a readable way; a few in a row are enough. */
  | { retry: true; message: string; retryAfterMs?: number; nonsense?: true }
  /** Calling again can't help: the session fails. `tooLong`: the conversation is; with a shorter one it may go on. */
  | { retry: false; failure: Failure; tooLong?: true };

type Asked = { provider: string; modelId: string; now: number };

/** Statuses below 500 that pass by themselves: timeout, conflict, Bedrock's model error, too early, too many requests. */
const PASSING = [408, 409, 424, 425, 429];

/** How providers say that a conversation is longer than their model takes; each in words of its own, with status 400 or 413. */
const TOO_LONG =
  /context[ _-]?(length|window|size)|prompt is too long|input is too long|too many (input )?tokens|maximum (input|prompt|context|number of input)|input tokens? exceed|exceeds? the (available|model|maximum)[^.]{0,40}(context|length|tokens)|request_too_large/i;

/** Judges an error of `doGenerate`, or of `resolveModel`. `now` is the time, for a `retry-after` that is a date. */
export function modelFailure(error: unknown, asked: Asked): ModelFailure {
  if (error instanceof ModelNotConfigured) return refused(error.message);
  if (APICallError.isInstance(error)) return afterCall(error, asked);
  if (error instanceof EmptyAnswer) return saidNothing(error, asked);
  if (isNonsense(error)) return nonsense(asked);
  if (isInterruption(error)) return { retry: true, message: `The call of ${named(asked)} was not answered in time.` };
  if (isNetworkError(error)) return { retry: true, message: `${named(asked)} can't be reached: ${shown(error)}` };
  if (AISDKError.isInstance(error)) {
    return refused(`${named(asked)} can't be called like this: ${shown(error)} Correct the agent's model or tools.`);
  }
  // An error that nobody foresaw: bounded, like nonsense, so that a session doesn't try for ever.
  return { retry: true, nonsense: true, message: `The call of ${named(asked)} failed: ${shown(error)}` };
}

function afterCall(error: APICallError, asked: Asked): ModelFailure {
  const { statusCode: status } = error;
  if (status === undefined) return { retry: true, message: `${named(asked)} can't be reached: ${shown(error)}` };
  if (status < 300) return unreadable(error, asked);
  if (status >= 500 || PASSING.includes(status)) return later(error, status, asked);
  // What a 401 says is about the key, and often quotes it.
  const reason = status === 401 ? '' : ` It says: ${shown(error)}`;
  const failed = refused(`${named(asked)} refused the call with status ${status}.${reason} ${advice(status, asked)}`);
  return isTooLong(error, status) ? { ...failed, tooLong: true } : failed;
}

function later(error: APICallError, status: number, asked: Asked): ModelFailure {
  const wait = retryAfterMs(error.responseHeaders ?? {}, asked.now);
  const message = `${named(asked)} answered with status ${status}: ${shown(error)}`;
  return { retry: true, message, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

/** A success that can't be read: a connection that broke, no body at all, or a body that is no answer. */
function unreadable(error: APICallError, asked: Asked): ModelFailure {
  if (isInterruption(error.cause) || error.isRetryable || isNetworkError(error.cause)) {
    return { retry: true, message: `The answer of ${named(asked)} broke off.` };
  }
  if (error.responseBody?.trim() === '') return { retry: true, message: `${named(asked)} gave an empty answer.` };
  return nonsense(asked, error.responseBody);
}

function nonsense(asked: Asked, body?: string): ModelFailure {
  const beginning = body === undefined ? '' : ` It begins with: ${withoutSecrets(body, 80)}`;
  const message = `${named(asked)} answers nonsense: what it sent is not an answer to a chat.${beginning}`;
  return { retry: true, nonsense: true, message };
}

/** Asked the same again, it would run out of tokens or decline again. */
function saidNothing({ why }: EmptyAnswer, asked: Asked): ModelFailure {
  if (why === 'length') {
    return refused(`${named(asked)} used up the tokens of its answer before it said anything. Raise maxOutputTokens.`);
  }
  if (why === 'content-filter') {
    return refused(`${named(asked)} declined to answer. Change the agent's instructions or what its tools return.`);
  }
  return { retry: true, nonsense: true, message: `${named(asked)} gave an empty answer.` };
}

function isNonsense(error: unknown): boolean {
  return [JSONParseError, TypeValidationError, InvalidResponseDataError, NoContentGeneratedError].some((kind) =>
    kind.isInstance(error),
  );
}

/** Given up by a signal: ours, or a time limit's. */
function isInterruption(error: unknown): boolean {
  return error instanceof Error && ['AbortError', 'TimeoutError', 'CallTimedOut'].includes(error.name);
}

function isNetworkError(error: unknown): boolean {
  return error instanceof TypeError && /^(fetch failed|terminated|network error)$/i.test(error.message);
}

function isTooLong({ message, responseBody = '' }: APICallError, status: number): boolean {
  if (status === 413) return true;
  // Reading on would find what the conversation itself says.
  return status === 400 && TOO_LONG.test(`${message} ${responseBody.slice(0, 2_000)}`);
}

function refused(message: string): { retry: false; failure: Failure } {
  return { retry: false, failure: { category: 'MODEL_REFUSED', message } };
}

function named({ provider, modelId }: Asked): string {
  return `The model "${modelId}" of "${provider}"`;
}

function shown(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return withoutSecrets(text, 500).replace(/[.\s]*$/, '.');
}

/** What to look at, provider by provider: the settings of its key and of its address. */
const SETTINGS = new Map([
  ['openai-compatible', { key: 'OPENAI_API_KEY', address: 'OPENAI_BASE_URL' }],
  ['anthropic', { key: 'ANTHROPIC_API_KEY', address: 'ANTHROPIC_BASE_URL' }],
  ['bedrock', { key: 'BEDROCK_API_KEY, or the AWS credentials', address: 'BEDROCK_REGION' }],
]);

function advice(status: number, { provider }: Asked): string {
  const { key, address } = SETTINGS.get(provider) ?? { key: 'its key', address: 'its address' };
  if (status === 401) return `Check the provider's key in this deployment's settings (${key}).`;
  if (status === 402) return "Check the balance of the provider's account.";
  if (status === 403) return `Check that the provider's key may use this model (${key}).`;
  if (status === 404) return `Check the agent's modelId and the provider's address (${address}).`;
  if (status === 413) return 'Shorten the instructions or what the tools return.';
  return "Check the agent's model settings, its tools' schemas and the length of the conversation.";
}
