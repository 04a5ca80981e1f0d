import { APICallError, type LanguageModelV4 } from '@ai-sdk/provider';
import { expect, it } from 'vitest';
import { aServiceInVirtualTime } from '../../builders/a-service-in-virtual-time.ts';
import { START } from '../../builders/a-session.ts';

const MINUTE_MS = 60_000;
const SESSIONS = 20;
const OUTAGE_MS = 10 * MINUTE_MS;
const choice = { provider: 'openai-compatible', modelId: 'busy' };

/** Limited for ten minutes from the start; then it answers. */
function aLimitedModel(now: () => number) {
  const calls: number[] = [];
  const model: LanguageModelV4 = {
    ...{ specificationVersion: 'v4', provider: choice.provider, modelId: choice.modelId, supportedUrls: {} },
    doGenerate: async () => {
      calls.push(now() - START);
      if (now() < START + OUTAGE_MS) {
        throw new APICallError({ message: 'Slow down.', statusCode: 429, url: 'http://model/', requestBodyValues: {} });
      }
      return {
        content: [{ type: 'text', text: 'done' }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 1, text: 1, reasoning: 0 },
        },
        warnings: [],
      };
    },
    doStream: () => Promise.reject(new Error('nobody streams')),
  };
  return { model, calls };
}

it('lets every session end after ten minutes of 429, without a function that sleeps or a call that could be spared', async () => {
  let now = () => START;
  const { model, calls } = aLimitedModel(() => now());
  const service = await aServiceInVirtualTime({ resolveModel: async () => model });
  now = service.time.clock.now;
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => service.startWith(choice)));
  const controls = () => Promise.all(sessions.map((sessionId) => service.control(sessionId)));
  await service.quiet();
  const waiting = await controls();
  for (const { entries } of waiting) {
    const [thinking] = entries.filter(({ kind }) => kind === 'REASONING');
    expect(thinking, 'the trace says why nothing happens').toMatchObject({ error: { category: 'MODEL_UNAVAILABLE' } });
  }
  // Time passes only while no function runs: one that slept would stop the test here.
  for (let seconds = 0; seconds < 20 * 60; seconds += 5) {
    await service.quiet();
    await service.time.pass(5_000);
  }
  const ended = await controls();
  expect(ended.map(({ status }) => status)).toEqual(Array(SESSIONS).fill('COMPLETED'));
  // The first call of each, then one probe after each pause; not the 200 and more of sessions that try for themselves.
  const inVain = calls.filter((at) => at < OUTAGE_MS);
  expect(inVain.length).toBeLessThanOrEqual(SESSIONS + 6);
  expect(calls.length - inVain.length).toBe(SESSIONS);
  // They look about once a minute, as anyone who backs off does.
  expect(service.lambda.invocations).toBeLessThanOrEqual(SESSIONS * 25);
  const last = Math.max(...ended.map(({ endedAt = 0 }) => endedAt)) - START;
  expect(last).toBeLessThan(OUTAGE_MS + 7 * MINUTE_MS);
});
