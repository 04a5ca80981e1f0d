import { expect, test } from 'vitest';
import { openBreaker } from '../../../shared/model-providers/breaker.ts';

const asked = { provider: 'anthropic', modelId: 'claude' };

function aBreaker() {
  let now = 1_000_000;
  const breaker = openBreaker({ now: () => now });
  const failTimes = (times: number, retryAfterMs?: number) => {
    for (let time = 0; time < times; time += 1) breaker.failed(asked, retryAfterMs);
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...breaker, failTimes, pass };
}

test('lets calls through until five in a row have failed', () => {
  const { waitMs, failTimes } = aBreaker();
  failTimes(4);
  expect(waitMs(asked)).toBe(0);
  failTimes(1);
  expect(waitMs(asked)).toBe(30_000);
  expect(waitMs({ ...asked, modelId: 'another' })).toBe(0);
  expect(waitMs({ ...asked, provider: 'bedrock' })).toBe(0);
});

test('forgets the failures when the model answers', () => {
  const { waitMs, failTimes, answered } = aBreaker();
  failTimes(4);
  answered(asked);
  failTimes(4);
  expect(waitMs(asked)).toBe(0);
});

test('waits as long as the provider asks for, but not for ever', () => {
  for (const [asks, waits] of [
    [90_000, 90_000],
    [2_000, 30_000],
    [86_400_000, 300_000],
  ]) {
    const { waitMs, failTimes } = aBreaker();
    failTimes(5, asks);
    expect(waitMs(asked)).toBe(waits);
  }
});

test('lets one probe through after the pause, and all when it is answered', () => {
  const { waitMs, failTimes, answered, pass } = aBreaker();
  failTimes(5);
  pass(30_000);
  expect(waitMs(asked)).toBe(0);
  expect(waitMs(asked), 'the others').toBeGreaterThan(0);
  answered(asked);
  expect([waitMs(asked), waitMs(asked)]).toEqual([0, 0]);
});

test('doubles the pause with each probe that fails, up to five minutes', () => {
  const { waitMs, failTimes, pass } = aBreaker();
  failTimes(5);
  const pauses: number[] = [];
  for (let probe = 0; probe < 6; probe += 1) {
    pauses.push(waitMs(asked));
    pass(waitMs(asked));
    expect(waitMs(asked)).toBe(0);
    failTimes(1);
  }
  expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
});

test('does not prolong the pause for calls that were under way when it began', () => {
  const { waitMs, failTimes, pass } = aBreaker();
  failTimes(5);
  pass(10_000);
  failTimes(7);
  expect(waitMs(asked)).toBe(20_000);
});

test('sends another probe when one is never heard of again', () => {
  const { waitMs, failTimes, pass } = aBreaker();
  failTimes(5);
  pass(30_000);
  expect(waitMs(asked)).toBe(0);
  pass(600_000);
  expect(waitMs(asked)).toBe(0);
});

test("takes no notice of scripts: one agent's says nothing of another's", () => {
  const { waitMs, failed } = aBreaker();
  const scripted = { provider: 'scripted', modelId: 'scripted' };
  for (let time = 0; time < 9; time += 1) failed(scripted);
  expect(waitMs(scripted)).toBe(0);
});
