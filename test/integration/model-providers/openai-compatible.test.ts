import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toolSchema } from '../../../shared/domain/agent/tool.ts';
import { callSettings } from '../../../shared/model-providers/call-settings.ts';
import { type ConversationEntry, conversation } from '../../../shared/model-providers/conversation.ts';
import { modelFailure } from '../../../shared/model-providers/model-failure.ts';
import { resolveModel } from '../../../shared/model-providers/resolve-model.ts';
import { splitContent } from '../../../shared/model-providers/split-content.ts';
import { tokensUsed } from '../../../shared/model-providers/tokens-used.ts';
import { toolDefinitions } from '../../../shared/model-providers/tool-definitions.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
type Received = { url: string | undefined; authorization: string | undefined; body: Record<string, unknown> };

const KEY = 'local-pass-7';
let answers: Answer[] = [];
let received: Received[] = [];

const server = createServer(async (request, response) => {
  const body = (await json(request)) as Record<string, unknown>;
  received.push({ url: request.url, authorization: request.headers.authorization, body });
  answers.shift()?.(response, request);
});

beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => void server.close(() => resolve()));
});

const sends =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

function completion(message: object, finishReason = 'stop', more: object = {}): Answer {
  const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason }];
  const usage = { prompt_tokens: 20, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 4 } };
  return sends(
    200,
    JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', model: 'llama', choices, usage, ...more }),
  );
}

const choice = {
  provider: 'openai-compatible',
  modelId: 'default',
  settings: { temperature: 0.5, maxOutputTokens: 300 },
};
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

async function ask(given: Answer[], options: Partial<LanguageModelV4CallOptions> = {}) {
  answers = given;
  received = [];
  const { port } = server.address() as AddressInfo;
  const environment = { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1/`, OPENAI_API_KEY: KEY, OPENAI_MODEL: 'llama' };
  const model = await resolveModel(choice, { clock: systemClock, fetch, environment });
  const prompt = conversation({ prompt: 'Weather?', entries: [] });
  return model.doGenerate({
    ...callSettings(choice),
    prompt,
    tools,
    providerOptions: { scripted: { attempt: 0, inputs: {} } },
    ...options,
  });
}

/** What the lifecycle makes of a call that failed. */
async function failureOf(answer: Answer) {
  const error = await ask([answer]).then(
    () => expect.unreachable('the call succeeded'),
    (reason: unknown) => reason,
  );
  const failure = modelFailure(error, { provider: 'openai-compatible', modelId: 'llama', now: 0 });
  expect(JSON.stringify(failure), 'no key is shown').not.toMatch(/local-pass/);
  return failure;
}

const toolCalls = [
  { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city": "Bern"}' } },
  {
    id: 'call_b',
    type: 'function',
    function: { name: 'weather', arguments: '{"city": "Z' },
    extra_content: { google: { thought_signature: 'signed' } },
  },
];

test('asks for a chat completion with model, settings, tools and key', async () => {
  const result = await ask([completion({ content: 'Sunny.' })]);
  expect(result.content).toEqual([{ type: 'text', text: 'Sunny.' }]);
  expect(result.finishReason.unified).toBe('stop');
  expect(tokensUsed(result.usage)).toEqual({ inputTokens: 20, outputTokens: 9, cachedInputTokens: 4 });
  const [request] = received;
  expect(request).toMatchObject({ url: '/v1/chat/completions', authorization: `Bearer ${KEY}` });
  expect(request?.body).toEqual({
    model: 'llama',
    temperature: 0.5,
    max_tokens: 300,
    messages: [{ role: 'user', content: 'Weather?' }],
    tools: [
      {
        type: 'function',
        function: {
          name: 'weather',
          description: 'Looks.',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
        },
      },
    ],
  });
});

test('sends reasoning, calls, signatures and results back on the next turn, broken arguments as an empty object', async () => {
  const first = await ask([
    completion({ content: null, reasoning_content: 'Two cities.', tool_calls: toolCalls }, 'tool_calls'),
  ]);
  expect(first.finishReason.unified).toBe('tool-calls');
  const { stored, calls } = splitContent(first.content, 1);
  expect(calls).toEqual([
    { index: 0, callId: 'call_a', toolName: 'weather', input: '{"city": "Bern"}' },
    { index: 1, callId: 'call_b', toolName: 'weather', input: '{"city": "Z' },
  ]);
  const error = { category: 'INVALID_INPUT', message: 'The input is not JSON.' } as const;
  const outcomes = [
    { state: 'SUCCEEDED', output: '{"status":200,"body":"sun"}' } as const,
    { state: 'FAILED', error } as const,
  ];
  const entries: ConversationEntry[] = [
    { kind: 'REASONING', turn: 1, content: stored },
    ...calls.map((call, index) => ({ kind: 'TOOL_CALL' as const, turn: 1, ...call, ...outcomes[index]! })),
  ];
  const second = await ask([completion({ content: 'Sunny in Bern.' })], {
    prompt: conversation({ prompt: 'Weather?', entries }),
  });
  expect(second.content).toEqual([{ type: 'text', text: 'Sunny in Bern.' }]);
  expect(received[0]?.body.messages).toEqual([
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: null,
      reasoning_content: 'Two cities.',
      tool_calls: [
        { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } },
        { ...toolCalls[1], function: { name: 'weather', arguments: '{}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_a', content: '{"status":200,"body":"sun"}' },
    {
      role: 'tool',
      tool_call_id: 'call_b',
      content: 'INVALID_INPUT: The input is not JSON. The arguments were not a JSON object; they were: {"city": "Z',
    },
  ]);
});

test('gives an id to a call that came without one', async () => {
  const bare = { type: 'function', function: { name: 'weather', arguments: '' } };
  const { content } = await ask([completion({ tool_calls: [bare, { ...bare, id: '' }] }, 'tool_calls')]);
  const { calls } = splitContent(content, 1);
  expect(new Set(calls.map(({ callId }) => callId)).size).toBe(2);
  expect(calls.map(({ input }) => input)).toEqual(['', '']);
});

test('removes the key from what the endpoint quotes, whatever its shape', async () => {
  const failure = await failureOf(sends(400, JSON.stringify({ error: { message: `Bad request by "${KEY}"` } })));
  expect(failure).toMatchObject({ failure: { message: expect.stringContaining('Bad request by "[removed]"') } });
});

test('counts an answer without choices as nonsense', async () => {
  expect(await failureOf(sends(200, '{"choices":[]}'))).toMatchObject({ retry: true, nonsense: true });
});

test('tries again when nobody listens', async () => {
  const environment = { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', OPENAI_MODEL: 'llama' };
  const model = await resolveModel(choice, { clock: systemClock, fetch, environment });
  const error = await Promise.resolve(model.doGenerate({ prompt: conversation({ prompt: 'x', entries: [] }) })).catch(
    (reason: unknown) => reason,
  );
  expect(modelFailure(error, { provider: 'openai-compatible', modelId: 'llama', now: 0 })).toEqual({
    retry: true,
    message: expect.stringContaining("can't be reached"),
  });
});
