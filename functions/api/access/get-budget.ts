import type { budgetRoutes } from '../../../shared/contracts/budget-routes.ts';
import { dayOf } from '../../../shared/domain/session/daily-allowance.ts';
import { readTenantDay } from '../../../shared/storage/tenant-budget-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { isoTime } from '../sessions/session-row.ts';

const DAY_MS = 86_400_000;

export const getBudget: Operation<typeof budgetRoutes.getBudget, ApiDeps> = async ({ caller }, deps) => {
  const { documentClient, tables, clock, environment } = deps;
  const day = dayOf(clock.now());
  const { leased, spent } = await readTenantDay({ documentClient, table: tables.RateLimits }, caller.tenantId, day);
  const limit = { tokens: environment.TENANT_DAILY_TOKENS, costUsd: environment.TENANT_DAILY_COST_USD };
  const standing = (key: 'tokens' | 'costUsd') => ({
    limit: limit[key] || null,
    leased: leased[key],
    spent: spent[key],
  });
  return {
    body: {
      day,
      endsAt: isoTime(Date.parse(day) + DAY_MS),
      tokens: standing('tokens'),
      costUsd: standing('costUsd'),
    },
  };
};
