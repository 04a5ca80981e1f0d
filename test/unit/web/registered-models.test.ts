import { describe, expect, it } from 'vitest';
import type { RegisteredModel } from '../../../shared/domain/model/registered-model.ts';
import type { CallApi } from '../../../web/src/api-client/api-client.ts';
import { cachePricesText, pricesText } from '../../../web/src/models/prices-text.ts';
import { readRegisteredModels } from '../../../web/src/models/use-registered-models.ts';
import { dayBudgetText, isDaySpent } from '../../../web/src/pages/model-list/day-budget-text.ts';
import { matchingModels } from '../../../web/src/pages/model-list/matching-models.ts';

const by = { userId: 'ada', name: 'Ada' };
const aModel = (name: string, more: Partial<RegisteredModel> = {}): RegisteredModel => ({
  ...{ provider: 'anthropic', modelId: 'claude', description: '', enabled: true, modelKey: `mdl_${name}`, version: 1 },
  ...{ createdAt: '', createdBy: by, updatedAt: '', updatedBy: by, name },
  ...more,
});

describe('the registry', () => {
  it('is read page after page, and sorted by name', async () => {
    const pages = [
      { items: [aModel('b'), aModel('C')], nextCursor: 'more' },
      { items: [aModel('a')], nextCursor: null },
    ];
    const asked: unknown[] = [];
    const call = (async (_: unknown, { query }: { query: unknown }) => {
      asked.push(query);
      return pages[asked.length - 1];
    }) as unknown as CallApi;
    const models = await readRegisteredModels(call, new AbortController().signal);
    expect(models.map(({ name }) => name)).toEqual(['a', 'b', 'C']);
    expect(asked).toEqual([{ limit: 100 }, { limit: 100, cursor: 'more' }]);
  });

  it('is searched by name, provider and model id', () => {
    const models = [aModel('Big'), aModel('Small', { provider: 'bedrock' }), aModel('x', { modelId: 'big-1' })];
    const found = (search: string) => matchingModels(models, search).map(({ name }) => name);
    expect([found(' BIG '), found('bedrock'), found(''), found('none')]).toEqual([
      ['Big', 'x'],
      ['Small'],
      ['Big', 'Small', 'x'],
      [],
    ]);
  });
});

describe('prices', () => {
  it('are told as price lists write them', () => {
    expect(pricesText({ input: 3, output: 0.5 })).toBe('$3 in, $0.50 out per million tokens');
    expect(pricesText(undefined)).toBe('no prices');
  });

  it('of the cache are told where they are others', () => {
    const plain = { input: 3, output: 15 };
    expect(cachePricesText({ ...plain, cachedInput: 0.0375, cacheWrite: 3.75 })).toBe('$0.0375 read, $3.75 written');
    expect(cachePricesText({ ...plain, cacheWrite: 4 })).toBe('$4 written');
    expect(cachePricesText(plain)).toBeUndefined();
  });
});

describe("the tenant's budget of the day", () => {
  const of = (limit: number | null, leased = 0) => ({ limit, leased, spent: 0 });

  it('is told of each limit that there is', () => {
    expect(dayBudgetText({ tokens: of(null, 5), costUsd: of(null, 5) })).toBeUndefined();
    expect(dayBudgetText({ tokens: of(1_000_000, 12_000), costUsd: of(5, 0.42) })).toBe(
      '12,000 of 1,000,000 tokens and $0.42 of $5',
    );
  });

  it('is spent when one limit is reached', () => {
    expect(isDaySpent({ tokens: of(null, 5), costUsd: of(5, 4.99) })).toBe(false);
    expect(isDaySpent({ tokens: of(100, 1), costUsd: of(5, 5) })).toBe(true);
  });
});
