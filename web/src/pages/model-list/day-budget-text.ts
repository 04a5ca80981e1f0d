import type * as z from 'zod';
import type { routes } from '../../../../shared/contracts/routes.ts';
import { dollarsText } from '../../text/dollars-text.ts';

type Budget = z.output<typeof routes.getBudget.response>;

/** `12,000 of 1,000,000 tokens and $0.42 of $5`: of each limit of the day, what is spent or held; nothing without a limit. */
export function dayBudgetText({ tokens, costUsd }: Pick<Budget, 'tokens' | 'costUsd'>): string | undefined {
  const number = (value: number) => Math.round(value).toLocaleString('en');
  const dollars = (value: number) => dollarsText(value, 4);
  const parts = [
    ...(tokens.limit === null ? [] : [`${number(tokens.leased)} of ${number(tokens.limit)} tokens`]),
    ...(costUsd.limit === null ? [] : [`${dollars(costUsd.leased)} of ${dollars(costUsd.limit)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' and ');
}

/** Sessions have nothing left to spend today. */
export function isDaySpent({ tokens, costUsd }: Pick<Budget, 'tokens' | 'costUsd'>): boolean {
  return [tokens, costUsd].some(({ limit, leased }) => limit !== null && leased >= limit);
}
