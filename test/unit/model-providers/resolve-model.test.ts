import { expect, test } from 'vitest';
import { modelChoiceViolations } from '../../../shared/domain/agent/model-providers.ts';
import { callSettings } from '../../../shared/model-providers/call-settings.ts';
import { ModelNotConfigured } from '../../../shared/model-providers/model-not-configured.ts';
import { resolveModel } from '../../../shared/model-providers/resolve-model.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';

const OPENAI_BASE_URL = 'http://127.0.0.1:11434/v1';
const openAi = { provider: 'openai-compatible', modelId: 'default' };

function resolve(choice: Parameters<typeof resolveModel>[0], environment = {}) {
  return resolveModel(choice, { clock: systemClock, fetch, environment });
}

test('uses the configured model for "default", and the agent\'s own otherwise', async () => {
  const environment = { OPENAI_BASE_URL, OPENAI_MODEL: 'llama' };
  expect((await resolve(openAi, environment)).modelId).toBe('llama');
  expect((await resolve({ ...openAi, modelId: '' }, environment)).modelId).toBe('llama');
  expect((await resolve({ ...openAi, modelId: 'qwen' }, environment)).modelId).toBe('qwen');
});

test.each([
  [{}, /OPENAI_BASE_URL.*OPENAI_MODEL.*OPENAI_API_KEY/],
  [{ OPENAI_BASE_URL: '', OPENAI_MODEL: 'llama' }, /Set OPENAI_BASE_URL/],
  [{ OPENAI_BASE_URL: 'localhost:11434' }, /OPENAI_BASE_URL is not an address/],
  [{ OPENAI_BASE_URL }, /Set OPENAI_MODEL/],
])('says which variables are missing in %j', async (environment, message) => {
  const failure = resolve(openAi, environment);
  await expect(failure).rejects.toThrow(ModelNotConfigured);
  await expect(failure).rejects.toThrow(message);
});

test.each([
  ['anthropic', {}, /Set ANTHROPIC_API_KEY/],
  ['anthropic', { ANTHROPIC_BASE_URL: 'api.anthropic.com' }, /ANTHROPIC_BASE_URL is not an address/],
  ['bedrock', {}, /Set BEDROCK_REGION/],
  ['bedrock', { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 's' }, /Set BEDROCK_REGION/],
  ['bedrock', { BEDROCK_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKID' }, /AWS_SECRET_ACCESS_KEY/],
  ['bedrock', { BEDROCK_REGION: 'eu-central-1', BEDROCK_API_KEY: 'k', BEDROCK_ENDPOINT_URL: 'x' }, /not an address/],
])('says what is missing for %s in %j', async (provider, environment, message) => {
  const failure = resolve({ provider, modelId: 'some-model' }, environment);
  await expect(failure).rejects.toThrow(ModelNotConfigured);
  await expect(failure).rejects.toThrow(message);
});

test.each(['anthropic', 'bedrock'])('refuses at save what %s does not know or can not do together', (provider) => {
  const violationsOf = (settings: Record<string, unknown>) =>
    modelChoiceViolations({ provider, modelId: 'some-model', settings }).map(({ path }) => path);
  expect(violationsOf({ temperature: 1, maxOutputTokens: 9, reasoning: 'high', promptCache: false })).toEqual([]);
  expect(violationsOf({ temperature: 1.5 })).toEqual(['settings.temperature']);
  expect(violationsOf({ seed: 7 })).toEqual(['settings']);
  expect(violationsOf({ thinkingTokens: 4_096 })).toEqual([]);
  expect(violationsOf({ thinkingTokens: 12 })).toEqual(['settings.thinkingTokens']);
  expect(violationsOf({ thinkingTokens: 4_096, reasoning: 'low' })).toEqual(['settings.thinkingTokens']);
});

test('names the providers that there are when the chosen one is not', async () => {
  const choice = { provider: 'oracle', modelId: 'x' };
  const listed = '"scripted", "openai-compatible", "anthropic" or "bedrock"';
  await expect(resolve(choice)).rejects.toThrow(`"oracle" is not available here. Choose ${listed} in the agent.`);
  expect(modelChoiceViolations(choice)).toEqual([
    { path: 'provider', message: `There is no provider "oracle". Use ${listed}.` },
  ]);
});

test('refuses a script that can not be played', async () => {
  const choice = { provider: 'scripted', modelId: 'scripted', settings: { turns: [{ delayMs: -1 }] } };
  await expect(resolve(choice)).rejects.toThrow(/"scripted": turns.0.delayMs/);
});

test('passes the sampling settings with every call, and refuses ones that do not fit', () => {
  expect(callSettings({ ...openAi, settings: { temperature: 0.2, maxOutputTokens: 99 } })).toEqual({
    temperature: 0.2,
    maxOutputTokens: 99,
  });
  expect(callSettings(openAi)).toEqual({});
  expect(callSettings({ provider: 'scripted', modelId: 'scripted', settings: { turns: [{ text: 'a' }] } })).toEqual({});
  expect(() => callSettings({ ...openAi, settings: { temperature: 9 } })).toThrow(ModelNotConfigured);
  expect(modelChoiceViolations({ ...openAi, settings: { temprature: 1 } })).toHaveLength(1);
  expect(modelChoiceViolations(openAi)).toEqual([]);
});
