import type { Deployment } from './deployment.ts';
import type { ServiceFunction } from './service-function.ts';

/** Tells a function that starts or drives sessions, or answers how a day stands, what a tenant's sessions may spend on a day. */
export function tellDailyBudget(fn: ServiceFunction, deployment: Deployment): void {
  fn.tell('TENANT_DAILY_TOKENS', String(deployment.tenantDailyTokens));
  fn.tell('TENANT_DAILY_COST_USD', String(deployment.tenantDailyCostUsd));
}
