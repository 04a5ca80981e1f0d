import { describe, expect, test } from 'vitest';
import { type ModelKeysDeps, modelKeys } from '../../../shared/model-providers/model-keys.ts';
import { ModelNotConfigured } from '../../../shared/model-providers/model-not-configured.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';

const MINUTES = 60_000;
const environment = readEnvironment({ ANTHROPIC_API_KEY: 'of the environment', OPENAI_MODEL: 'm1' });

function keysWith(texts: (string | Error)[], more: Partial<ModelKeysDeps> = {}) {
  const asked: string[] = [];
  let now = 0;
  const readSecret = async (name: string) => {
    const next = texts[Math.min(asked.length, texts.length - 1)] ?? '';
    asked.push(name);
    if (next instanceof Error) throw next;
    return next;
  };
  const clock = { now: () => now, delay: async () => undefined };
  const keys = modelKeys({ environment, secretName: 'acme/models', readSecret, clock, ...more });
  const wait = (ms: number) => {
    now += ms;
  };
  return { keys, asked, wait };
}

describe('unit: the keys of model providers', () => {
  test('come from the secret, over those of the environment, and are read once for many calls', async () => {
    const { keys, asked } = keysWith([JSON.stringify({ ANTHROPIC_API_KEY: 'of the secret' })]);
    expect(await keys()).toMatchObject({ ANTHROPIC_API_KEY: 'of the secret', OPENAI_MODEL: 'm1' });
    await Promise.all([keys(), keys()]);
    expect(asked).toEqual(['acme/models']);
  });

  test('that were changed count after five minutes', async () => {
    const { keys, wait } = keysWith(['first', 'second'].map((key) => JSON.stringify({ ANTHROPIC_API_KEY: key })));
    expect((await keys()).ANTHROPIC_API_KEY).toBe('first');
    wait(5 * MINUTES);
    expect((await keys()).ANTHROPIC_API_KEY).toBe('first');
    wait(1);
    expect((await keys()).ANTHROPIC_API_KEY).toBe('second');
  });

  test('are those of the environment where no secret is named, and nothing is read', async () => {
    const { keys, asked } = keysWith(['{}'], { secretName: '' });
    expect((await keys()).ANTHROPIC_API_KEY).toBe('of the environment');
    expect(asked).toEqual([]);
  });

  test.each([
    ['is no JSON', 'sk-canary-1234'],
    ['is no object', '"sk-canary-1234"'],
    ['has a key that is no text', '{ "ANTHROPIC_API_KEY": ["sk-canary-1234"] }'],
    ['can not be read', new Error('AccessDenied for sk-canary-1234')],
  ])('say which secret %s without a word of it, and are read anew by the next call', async (_, content) => {
    const { keys } = keysWith([content, JSON.stringify({ ANTHROPIC_API_KEY: 'mended' })]);
    const error = await keys().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelNotConfigured);
    expect(String(error)).toContain('acme/models');
    expect(String(error)).not.toContain('canary');
    expect((await keys()).ANTHROPIC_API_KEY).toBe('mended');
  });
});
