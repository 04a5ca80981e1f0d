import { describe, expect, test } from 'vitest';
import { costOf } from '../../../../shared/domain/session/token-prices.ts';
import { addTokens } from '../../../../shared/domain/session/usage.ts';

const PRICES = { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 };

describe('unit: what tokens cost', () => {
  test('input, output, cached and newly cached tokens have prices of their own', () => {
    const tokens = { inputTokens: 1_000, outputTokens: 100, cachedInputTokens: 600, cacheWriteTokens: 200 };
    expect(costOf(tokens, PRICES)).toBeCloseTo((200 * 3 + 600 * 0.3 + 200 * 3.75 + 100 * 15) / 1e6, 12);
  });

  test('cached tokens cost what input costs when no price of their own is configured', () => {
    const tokens = { inputTokens: 1_000, outputTokens: 0, cachedInputTokens: 900 };
    expect(costOf(tokens, { input: 2, output: 8 })).toBeCloseTo(0.002, 12);
  });

  test('a model without prices costs null, not nothing', () => {
    expect(costOf({ inputTokens: 1, outputTokens: 1 }, undefined)).toBeNull();
  });

  test('a provider that reports more cached than input tokens never makes a cost negative', () => {
    expect(costOf({ inputTokens: 10, outputTokens: 0, cachedInputTokens: 30 }, PRICES)).toBeGreaterThan(0);
  });

  test('sums name cached tokens only when there were some', () => {
    expect(addTokens({ inputTokens: 1, outputTokens: 2 }, { inputTokens: 3, outputTokens: 4 })).toEqual({
      inputTokens: 4,
      outputTokens: 6,
    });
    expect(
      addTokens({ inputTokens: 1, outputTokens: 2, cachedInputTokens: 1 }, { inputTokens: 3, outputTokens: 4 }),
    ).toEqual({ inputTokens: 4, outputTokens: 6, cachedInputTokens: 1 });
  });
});
