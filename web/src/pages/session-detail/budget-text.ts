import type { Session } from '../../../../shared/contracts/session-schemas.ts';

type BudgetLine = Session['budget'][number];

const UNITS: Record<BudgetLine['limit'], string> = {
  maxTurns: 'turns',
  maxToolCalls: 'tool calls',
  maxTokens: 'tokens',
  maxCostUsd: 'US dollars',
  maxActiveSeconds: 'seconds of work',
};

/** `250 of 5,000 tokens (900 reserved)` */
export function budgetText({ limit, of, used, reserved }: BudgetLine): string {
  const amount = (value: number) =>
    value.toLocaleString('en', { maximumFractionDigits: limit === 'maxCostUsd' ? 4 : 1 });
  const kept = reserved > 0 ? ` (${amount(reserved)} reserved)` : '';
  return `${amount(used)} of ${amount(of)} ${UNITS[limit]}${kept}`;
}

/** Nothing of it is left. */
export function isUsedUp({ of, used }: BudgetLine): boolean {
  return used >= of;
}
