import { APICallError, JSONParseError, NoContentGeneratedError, UnsupportedFunctionalityError } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { modelFailure } from '../../../shared/model-providers/model-failure.ts';
import { ModelNotConfigured } from '../../../shared/model-providers/model-not-configured.ts';

const now = Date.UTC(2026, 10, 23, 9);
const asked = { provider: 'openai-compatible', modelId: 'llama-3.3-70b', now };

function anError(more: Partial<ConstructorParameters<typeof APICallError>[0]>): APICallError {
  return new APICallError({ message: 'No.', url: 'http://model/v1', requestBodyValues: {}, ...more });
}

test.each([408, 409, 425, 429, 500, 502, 503, 504, 529])('tries again after status %i', (statusCode) => {
  const failure = modelFailure(anError({ statusCode }), asked);
  expect(failure).toEqual({ retry: true, message: expect.stringContaining(`status ${statusCode}`) });
});

test.each([400, 401, 402, 403, 404, 413, 422])('gives up after status %i and says what to do', (statusCode) => {
  const failure = modelFailure(anError({ statusCode }), asked);
  expect(failure).toMatchObject({ retry: false, failure: { category: 'MODEL_REFUSED' } });
  const message = failure.retry ? '' : failure.failure.message;
  expect(message).toMatch(/"llama-3\.3-70b" of "openai-compatible".*status \d+\..*(Check|Shorten)/);
  expect(message).toContain(String(statusCode));
});

test.each([
  [{ 'retry-after': '7' }, 7_000],
  [{ 'Retry-After': ' 1.5 ' }, 1_500],
  [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
  [{ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7_000],
  [{ 'retry-after': 'Mon, 23 Nov 2026 09:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT', date: 'Mon, 23 Nov 2026 12:00:00 GMT' }, 30_000],
  [{ 'retry-after': 'Mon, 23 Nov 2026 08:00:00 GMT' }, 0],
  [{ 'retry-after': 'later' }, undefined],
  [{ 'retry-after': '-5' }, expect.toSatisfy((ms) => ms === undefined || ms === 0)],
  [{}, undefined],
])('reads how long to wait from %j', (responseHeaders, retryAfterMs) => {
  const failure = modelFailure(anError({ statusCode: 429, responseHeaders: { ...responseHeaders } }), asked);
  expect(failure.retry && failure.retryAfterMs).toEqual(retryAfterMs);
});

test.each([
  ['a connection that failed', anError({ isRetryable: true })],
  ['an answer that broke off', anError({ statusCode: 200, isRetryable: true })],
  ['an answer without a body', anError({ statusCode: 200, responseBody: ' \n' })],
  ['a time limit', new DOMException('The operation timed out.', 'TimeoutError')],
  ['an abort', new DOMException('Aborted.', 'AbortError')],
  ['a bare network error', new TypeError('fetch failed')],
])('tries again, as often as it takes, after %s', (_what, error) => {
  expect(modelFailure(error, asked)).toEqual({ retry: true, message: expect.any(String) });
});

test.each([
  ['JSON that is none', new JSONParseError({ text: '{', cause: undefined })],
  ['no content', new NoContentGeneratedError()],
  ['a page of HTML', anError({ statusCode: 200, responseBody: '<!DOCTYPE html><title>Login</title>' })],
  ['an error that nobody foresaw', new RangeError('Boom')],
  ['something thrown that is no error', 'boom'],
])('counts %s as nonsense, tried again a few times only', (_what, error) => {
  expect(modelFailure(error, asked)).toEqual({ retry: true, nonsense: true, message: expect.any(String) });
});

test('shows how a nonsense answer begins', () => {
  const failure = modelFailure(anError({ statusCode: 200, responseBody: `<html>${'x '.repeat(9_999)}` }), asked);
  expect(failure.retry && failure.message).toMatch(/It begins with: <html>x x .{20,80}…$/);
});

test('gives up on a model that is not configured, and on a call that no model takes', () => {
  expect(modelFailure(new ModelNotConfigured('Set OPENAI_MODEL.'), asked)).toEqual({
    retry: false,
    failure: { category: 'MODEL_REFUSED', message: 'Set OPENAI_MODEL.' },
  });
  const unsupported = new UnsupportedFunctionalityError({ functionality: 'audio' });
  expect(modelFailure(unsupported, asked)).toMatchObject({ retry: false });
});

const key = 'sk-proj-Abc123Abc123Abc123Abc123Abc123';
test.each([
  `Incorrect API key provided: ${key}.`,
  `You sent Authorization: Bearer ${key}`,
  `You sent "api_key": "${key}"`,
  `x-api-key=${key} is unknown`,
  `${'a '.repeat(240)}${key}`,
  'The token 0123456789abcdef0123456789abcdef is unknown',
  'The key sk-pro***********3456 is unknown',
])('never shows a key: %s', (message) => {
  for (const statusCode of [400, 401, 403, 429, undefined]) {
    const text = JSON.stringify(modelFailure(anError({ message, ...(statusCode && { statusCode }) }), asked));
    expect(text).not.toMatch(/Abc123|0123456789abcdef|sk-pro|3456/);
  }
});

test('does not repeat what a provider says of a refused key', () => {
  expect(JSON.stringify(modelFailure(anError({ statusCode: 401, message: 'Wrong: hunter2' }), asked))).not.toContain(
    'hunter2',
  );
  expect(JSON.stringify(modelFailure(anError({ statusCode: 403, message: 'No access.' }), asked))).toContain(
    'No access.',
  );
});

test('keeps the names of models in what a provider says, and keeps it short', () => {
  const message = `The model meta-llama/Llama-3.3-70B-Instruct-Turbo-2024-12-06 is unknown. ${'y '.repeat(5_000)}`;
  const failure = modelFailure(anError({ statusCode: 404, message }), asked);
  const text = failure.retry ? '' : failure.failure.message;
  expect(text).toContain('meta-llama/Llama-3.3-70B-Instruct-Turbo-2024-12-06');
  expect(text.length).toBeLessThan(1_000);
});
