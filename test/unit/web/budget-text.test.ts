import { describe, expect, it } from 'vitest';
import { budgetText, isUsedUp } from '../../../web/src/pages/session-detail/budget-text.ts';

describe('a budget', () => {
  it.each([
    [{ limit: 'maxTokens', of: 5_000, used: 250, reserved: 900 }, '250 of 5,000 tokens (900 reserved)'],
    [{ limit: 'maxCostUsd', of: 0.5, used: 0.012_345, reserved: 0 }, '$0.0123 of $0.50'],
    [{ limit: 'maxCostUsd', of: 5, used: 0, reserved: 0.2 }, '$0 of $5 ($0.20 reserved)'],
    [{ limit: 'maxActiveSeconds', of: 60, used: 7.254, reserved: 0 }, '7.3 of 60 seconds of work'],
    [{ limit: 'maxTurns', of: 9, used: 2, reserved: 1 }, '2 of 9 turns (1 reserved)'],
    [{ limit: 'maxToolCalls', of: 7, used: 0, reserved: 0 }, '0 of 7 tool calls'],
  ] as const)('%o is told as %s', (line, text) => {
    expect(budgetText(line)).toBe(text);
  });

  it('is used up when the limit is reached', () => {
    const line = { limit: 'maxTokens', of: 100, reserved: 0 } as const;
    expect([99, 100, 101].map((used) => isUsedUp({ ...line, used }))).toEqual([false, true, true]);
  });
});
