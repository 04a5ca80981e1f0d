import { dailyBudgetSpent } from '../../../shared/domain/session/daily-allowance.ts';
import type { Amount } from '../../../shared/domain/session/spending.ts';
import type { TenantBudget } from '../../../shared/storage/tenant-budget-store.ts';

type Lease = { block: number; last: number; all: number };
type Day = { leased: number; spent: number; leases: Map<string, Lease> };
type Wanted = Parameters<TenantBudget['take']>[0];
type Returned = Parameters<TenantBudget['giveBack']>[0];
export type TenantDays = ReturnType<typeof tenantDays>;

/** The counters of a tenant's days, as the store keeps them: each change is one conditional write. Tokens only. */
export function tenantDays(limit: number) {
  const days = new Map<string, Day>();
  const dayNamed = (name: string) => {
    const day = days.get(name) ?? { leased: 0, spent: 0, leases: new Map<string, Lease>() };
    days.set(name, day);
    return day;
  };
  const nameOf = ({ sessionId, lease }: Pick<Wanted, 'sessionId' | 'lease'>) => `${sessionId}#${lease}`;
  return {
    limit,
    days,
    take(wanted: Wanted): Awaited<ReturnType<TenantBudget['take']>> {
      const day = dayNamed(wanted.day);
      const known = day.leases.get(nameOf(wanted));
      if (known !== undefined && known.block >= wanted.block) return { amount: tokens(known.last) };
      const left = limit - day.leased;
      if ((known === undefined && wanted.block > 1) || left < wanted.least.tokens)
        return {
          failure: dailyBudgetSpent({ limit: tokens(limit), leased: tokens(day.leased), wanted: wanted.least }),
        };
      const last = Math.min(left, wanted.amount.tokens);
      day.leases.set(nameOf(wanted), { block: wanted.block, last, all: last + (known?.all ?? 0) });
      day.leased += last;
      return { amount: tokens(last) };
    },
    giveBack(returned: Returned): void {
      const day = dayNamed(returned.day);
      const known = day.leases.get(nameOf(returned));
      if (known === undefined) return;
      day.leases.delete(nameOf(returned));
      day.leased += returned.spent.tokens - known.all;
      day.spent += returned.spent.tokens;
    },
  };
}

function tokens(amount: number): Amount {
  return { tokens: amount, costUsd: 0 };
}
