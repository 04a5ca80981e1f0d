import { afterAll, expect, test } from 'vitest';
import type { ModelChoice } from '../../../shared/domain/agent/agent.ts';
import { toolSchema } from '../../../shared/domain/agent/tool.ts';
import { withCachePoints } from '../../../shared/model-providers/cache-points.ts';
import { callSettings } from '../../../shared/model-providers/call-settings.ts';
import { type ConversationEntry, conversation } from '../../../shared/model-providers/conversation.ts';
import { type ModelEnvironment, resolveModel } from '../../../shared/model-providers/resolve-model.ts';
import { toolDefinitions } from '../../../shared/model-providers/tool-definitions.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { aModelEndpoint, sends } from '../../builders/a-model-endpoint.ts';
import { KEY, WIRE_FORMATS, type WireFormat } from '../../builders/wire-formats.ts';

const endpoint = await aModelEndpoint();
afterAll(endpoint.close);
const [, anthropic, bedrock] = WIRE_FORMATS as [WireFormat, WireFormat, WireFormat];

async function requestOf(wire: WireFormat, more: Partial<ModelChoice> = {}, environment: ModelEnvironment = {}) {
  endpoint.script([sends(200, wire.answer({ text: 'Yes.' }))]);
  endpoint.forget();
  const choice = { provider: wire.provider, modelId: wire.modelId, ...more };
  const surroundings = { ...wire.environment(endpoint.address), ...environment };
  const model = await resolveModel(choice, { clock: systemClock, fetch, environment: surroundings });
  const prompt = withCachePoints(conversation({ prompt: 'Hello?', entries: turns }), choice);
  await model.doGenerate({ ...callSettings(choice), prompt, tools });
  return endpoint.received()[0]!;
}

const tools = toolDefinitions([
  toolSchema.parse({ kind: 'http', name: 'look', method: 'GET', url: 'http://127.0.0.1/' }),
]);

const turns: ConversationEntry[] = [1, 2].flatMap((turn): ConversationEntry[] => [
  { kind: 'REASONING', turn, content: JSON.stringify([{ type: 'text', text: `Turn ${turn}.` }]) },
  {
    ...{ kind: 'TOOL_CALL', turn, index: 0, callId: `c${turn}`, toolName: 'look', input: '{}' },
    ...{ state: 'SUCCEEDED', output: 'ok' },
  },
]);

test('Anthropic is asked with its key and version, and room for an answer', async () => {
  const { headers, body } = await requestOf(anthropic);
  expect(headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
  expect(body).toMatchObject({ model: 'claude-sonnet-4-5', max_tokens: 8_192 });
  const settings = { maxOutputTokens: 500, temperature: 0.3, stopSequences: ['END'] };
  expect((await requestOf(anthropic, { settings })).body).toMatchObject({
    ...{ max_tokens: 500, temperature: 0.3, stop_sequences: ['END'] },
  });
});

test('an address that ends in /v1 already is taken as it is', async () => {
  const { path } = await requestOf(anthropic, {}, { ANTHROPIC_BASE_URL: `${endpoint.address}/v1/` });
  expect(path).toBe('/v1/messages');
});

test('thinking tokens are asked for beside those of the answer', async () => {
  const settings = { thinkingTokens: 2_048, maxOutputTokens: 1_000 };
  const thinking = { type: 'enabled', budget_tokens: 2_048 };
  expect((await requestOf(anthropic, { settings })).body).toMatchObject({ thinking, max_tokens: 3_048 });
  expect((await requestOf(bedrock, { settings })).body).toMatchObject({
    additionalModelRequestFields: { thinking },
    inferenceConfig: { maxTokens: 3_048 },
  });
});

test('the end of the conversation, and where it was a turn ago, are places of the cache', async () => {
  const placesOf = (body: { messages: { content: unknown }[] }) =>
    body.messages.flatMap(({ content }, index) =>
      /cache_control|cachePoint/.test(JSON.stringify(content)) ? [index] : [],
    );
  for (const wire of [anthropic, bedrock]) {
    expect(placesOf((await requestOf(wire)).body)).toEqual([2, 4]);
    expect(placesOf((await requestOf(wire, { settings: { promptCache: false } })).body)).toEqual([]);
  }
  // A model without a cache refuses such a place.
  expect(placesOf((await requestOf(bedrock, { modelId: 'amazon.nova-lite-v1:0' })).body)).toEqual([]);
});

test("calls of Bedrock are signed as the function's role", async () => {
  const { headers, body } = await requestOf(bedrock);
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/bedrock\/aws4_request, SignedHeaders=.*, Signature=[0-9a-f]{64}$/,
  );
  expect(headers['x-amz-security-token']).toBe('session-of-the-role');
  expect(body).toMatchObject({ inferenceConfig: { maxTokens: 8_192 } });
});

test('or carry a key, and other models than Claude have their own room for an answer', async () => {
  const { headers, body } = await requestOf(
    bedrock,
    { modelId: 'amazon.nova-lite-v1:0' },
    { BEDROCK_API_KEY: 'pass-8' },
  );
  expect(headers.authorization).toBe('Bearer pass-8');
  expect(body.inferenceConfig).toBeUndefined();
});

test('the addresses and keys of the process itself are not taken', async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_BEARER_TOKEN_BEDROCK: 'of-somebody-else',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
    ANTHROPIC_API_KEY: 'of-somebody-else',
  });
  try {
    expect((await requestOf(bedrock)).headers.authorization).toMatch(/^AWS4-HMAC-SHA256/);
    expect((await requestOf(anthropic)).headers['x-api-key']).toBe(KEY);
  } finally {
    process.env = before;
  }
});
