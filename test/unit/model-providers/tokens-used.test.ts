import { expect, it } from 'vitest';
import { tokensUsed } from '../../../shared/model-providers/tokens-used.ts';

const said = (total: number | undefined) =>
  tokensUsed({
    inputTokens: { total, noCache: total, cacheRead: total, cacheWrite: total },
    outputTokens: { total, text: total, reasoning: 0 },
  });

it('are what the provider says, as whole numbers', () => {
  expect(said(7.4)).toEqual({ inputTokens: 7, outputTokens: 7, cachedInputTokens: 7, cacheWriteTokens: 7 });
});

it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, -5])('are none when it says %s', (total) => {
  expect(said(total)).toEqual({ inputTokens: 0, outputTokens: 0 });
});

it.each([1e308, Number.MAX_SAFE_INTEGER])(
  'are a thousand million at most, so that they can be added up: %s',
  (total) => {
    expect(said(total)).toEqual({ inputTokens: 1e9, outputTokens: 1e9, cachedInputTokens: 1e9, cacheWriteTokens: 1e9 });
  },
);
