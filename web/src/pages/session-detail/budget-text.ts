import type { Session } from '../../../../shared/contracts/session-schemas.ts';
import { dollarsText } from '../../text/dollars-text.ts';

type BudgetLine = Session['budget'][number];

const UNITS: Record<BudgetLine['limit'], string> = {
  maxTurns: 'turns',
  maxToolCalls: 'tool calls',
  maxTokens: 'tokens',
  maxCostUsd: '',
  maxActiveSeconds: 'seconds of work',
};

/** `250 of 5,000 tokens (900 reserved)` */
export function budgetText({ limit, of, used, reserved }: BudgetLine): string {
  const amount = (value: number) =>
    limit === 'maxCostUsd' ? dollarsText(value, 4) : value.toLocaleString('en', { maximumFractionDigits: 1 });
  const kept = reserved > 0 ? ` (${amount(reserved)} reserved)` : '';
  return `${amount(used)} of ${amount(of)} ${UNITS[limit]}`.trim() + kept;
}

/** Nothing of it is left. */
export function isUsedUp({ of, used }: BudgetLine): boolean {
  return used >= of;
}
