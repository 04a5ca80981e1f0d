import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { afterAll, describe, expect, it } from 'vitest';
import { toolSchema } from '../../../shared/domain/agent/tool.ts';
import { withCachePoints } from '../../../shared/model-providers/cache-points.ts';
import { callSettings } from '../../../shared/model-providers/call-settings.ts';
import { type ConversationEntry, conversation } from '../../../shared/model-providers/conversation.ts';
import { modelFailure } from '../../../shared/model-providers/model-failure.ts';
import { resolveModel } from '../../../shared/model-providers/resolve-model.ts';
import { splitContent } from '../../../shared/model-providers/split-content.ts';
import { tokensUsed } from '../../../shared/model-providers/tokens-used.ts';
import { toolDefinitions } from '../../../shared/model-providers/tool-definitions.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { type Answer, aModelEndpoint, breaksOff, resets, sends } from '../../builders/a-model-endpoint.ts';
import { KEY, WIRE_FORMATS } from '../../builders/wire-formats.ts';

const endpoint = await aModelEndpoint();
afterAll(endpoint.close);

const tools = toolDefinitions([
  toolSchema.parse({
    kind: 'http',
    name: 'weather',
    description: 'Looks.',
    method: 'GET',
    url: 'http://127.0.0.1/',
    inputSchema: { properties: { city: { type: 'string' } } },
  }),
]);
const bern = { id: 'call_a', name: 'weather', input: { city: 'Bern' } };
const zug = { id: 'call_b', name: 'weather', input: { city: 'Zug' } };
const HTML = '<!DOCTYPE html><title>Sign in</title>';

describe.each(WIRE_FORMATS)('the provider $provider', (wire) => {
  const { provider, modelId } = wire;

  async function ask(
    answer: Answer,
    { entries = [], settings, ...options }: Partial<LanguageModelV4CallOptions> & Asking = {},
  ) {
    endpoint.script([answer]);
    endpoint.forget();
    const choice = { provider, modelId, ...(settings && { settings }) };
    const environment = wire.environment(endpoint.address);
    const model = await resolveModel(choice, { clock: systemClock, fetch, environment });
    const given = callSettings(choice);
    return model.doGenerate({
      ...given,
      prompt: withCachePoints(conversation({ prompt: 'Weather?', entries }), choice),
      tools,
      providerOptions: { ...given.providerOptions, scripted: { attempt: 0, inputs: {} } },
      ...options,
    });
  }

  /** What the lifecycle makes of a call that failed. */
  async function failureOf(answer: Answer, options?: Partial<LanguageModelV4CallOptions>) {
    const error = await ask(answer, options).then(
      () => expect.unreachable('the call succeeded'),
      (reason: unknown) => reason,
    );
    const failure = modelFailure(error, { provider, modelId, now: 0 });
    expect(JSON.stringify(failure), 'no key is shown').not.toContain(KEY);
    return failure;
  }

  it('asks its endpoint and reads the answer', async () => {
    const result = await ask(sends(200, wire.answer({ text: 'Sunny.', usage: { input: 20, output: 9 } })));
    expect(result.content).toEqual([{ type: 'text', text: 'Sunny.' }]);
    expect(result.finishReason.unified).toBe('stop');
    expect(tokensUsed(result.usage)).toEqual({ inputTokens: 20, outputTokens: 9 });
    expect(endpoint.received()[0]?.path).toBe(wire.path(modelId));
  });

  it('counts what was read from and written to its cache among the input', async () => {
    const usage = { input: 120, output: 9, cached: 40, written: 30 };
    const result = await ask(sends(200, wire.answer({ text: 'Sunny.', usage })));
    expect(tokensUsed(result.usage)).toEqual({
      inputTokens: 120,
      outputTokens: 9,
      cachedInputTokens: 40,
      ...(wire.countsWritten && { cacheWriteTokens: 30 }),
    });
  });

  it('sends reasoning with its signature, redacted thoughts, parallel calls and their results back', async () => {
    const said = {
      reasoning: { text: 'Two cities.', signature: 'EqQBCkYIARgCIkA+/signed==' },
      redacted: 'ZW5jcnlwdGVkIHRob3VnaHRz',
      text: 'I look at both.',
      calls: [bern, zug],
    };
    const first = await ask(sends(200, wire.answer(said)));
    expect(first.finishReason.unified).toBe('tool-calls');
    const { stored, calls, reasoning } = splitContent(first.content, 1);
    expect(reasoning.trim()).toBe('Two cities.');
    expect(calls.map(({ callId, toolName, input }) => [callId, toolName, JSON.parse(input)])).toEqual([
      ['call_a', 'weather', { city: 'Bern' }],
      ['call_b', 'weather', { city: 'Zug' }],
    ]);
    const outputs = ['{"body":"sun"}', '{"body":"rain"}'];
    const entries: ConversationEntry[] = [
      { kind: 'REASONING', turn: 1, content: stored },
      ...calls.map((call, index) => ({
        ...{ kind: 'TOOL_CALL' as const, turn: 1, ...call },
        ...{ state: 'SUCCEEDED' as const, output: outputs[index] },
      })),
    ];
    await ask(sends(200, wire.answer({ text: 'Sunny in Bern.' })), { entries });
    const { messages } = endpoint.received()[0]!.body;
    expect(messages.slice(1)).toEqual(wire.secondTurn(said, outputs));
  });

  it('gives arguments that are no object to the one who checks them, as they are', async () => {
    const calls = [{ ...bern, input: '{"city": "Z' }];
    const { content } = await ask(sends(200, wire.answer({ calls })));
    const [call] = splitContent(content, 1).calls;
    expect(call?.input).toMatch(/\{\\?"city\\?": \\?"Z/);
  });

  it.each([
    [429, { 'retry-after': '12' }, 12_000],
    [429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:07 GMT', date: 'Thu, 01 Jan 1970 00:00:00 GMT' }, 7_000],
    [429, { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [503, { 'retry-after': '3' }, 3_000],
    [529, {}, undefined],
    [408, {}, undefined],
    [424, {}, undefined],
    [500, {}, undefined],
  ])('is asked again later after status %i with %j', async (status, headers, retryAfterMs) => {
    const answer = sends(status, wire.error(status, 'Too busy.'), { ...headers });
    expect(await failureOf(answer)).toEqual({
      retry: true,
      message: expect.stringContaining(`status ${status}: Too busy.`),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  });

  it.each([
    ['an error page', sends(502, HTML, { 'content-type': 'text/html' })],
    ['an error without a body', sends(500, '')],
    ['an empty body', sends(200, '')],
    ['a connection that is reset', resets],
    ['a body that breaks off', breaksOff('{"choices":')],
  ])('is asked again later after %s', async (_what, answer) => {
    expect(await failureOf(answer)).toEqual({ retry: true, message: expect.any(String) });
  });

  it.each([
    ['a page of HTML', sends(200, HTML, { 'content-type': 'text/html' })],
    ['half an answer', sends(200, JSON.stringify(wire.answer({ text: 'Sunny in Bern.' })).slice(0, 60))],
    ['an answer of another kind', sends(200, { data: [] })],
    ['an error with status 200', sends(200, wire.error(500, 'overloaded'))],
    [
      'a stream of errors',
      sends(200, 'event: error\ndata: {"type":"error"}\n\n', { 'content-type': 'text/event-stream' }),
    ],
    ['JSON that is no object', sends(200, 'null')],
  ])('counts %s as nonsense', async (_what, answer) => {
    expect(await failureOf(answer)).toMatchObject({ retry: true, nonsense: true });
  });

  it('is not asked again after a refusal, and does not show the key that it quotes', async () => {
    const quoting = sends(401, wire.error(401, `Incorrect API key: ${KEY}`));
    expect(await failureOf(quoting)).toMatchObject({
      retry: false,
      failure: { category: 'MODEL_REFUSED', message: expect.stringMatching(/status 401.*Check/) },
    });
    expect(await failureOf(sends(400, wire.error(400, 'Unknown parameter.')))).toEqual({
      retry: false,
      failure: { category: 'MODEL_REFUSED', message: expect.stringContaining('Unknown parameter.') },
    });
  });

  it.each(wire.tooLong)('is understood when it finds a conversation too long: $body', async ({ status, body }) => {
    expect(await failureOf(sends(status, body))).toMatchObject({ retry: false, tooLong: true });
  });

  it('ends the request when the call is aborted', async () => {
    const controller = new AbortController();
    let closed: Promise<void> = Promise.resolve();
    const hangs: Answer = (response) => {
      closed = new Promise((resolve) => void response.on('close', resolve));
      controller.abort();
    };
    expect(await failureOf(hangs, { abortSignal: controller.signal })).toEqual({
      retry: true,
      message: expect.stringContaining('not answered in time'),
    });
    await closed;
  });
});

type Asking = { entries?: ConversationEntry[]; settings?: Record<string, unknown> };
