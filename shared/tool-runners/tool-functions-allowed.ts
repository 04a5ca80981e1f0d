import * as z from 'zod';

const listSchema = z.record(z.string(), z.array(z.string().min(1)));

/** Whose tools may call which Lambda functions. */
export type FunctionsAllowed = (tenantId: string) => ReadonlySet<string>;

/**
 * Reads `TOOL_FUNCTIONS_ALLOWED`: names or ARNs of functions by tenant, as JSON; those under `*` are for every tenant.
 * @throws when it is not that
 */
export function toolFunctionsAllowed(list: string): FunctionsAllowed {
  const byTenant = new Map(Object.entries(listSchema.parse(JSON.parse(list))));
  return (tenantId) => new Set([...(byTenant.get('*') ?? []), ...(byTenant.get(tenantId) ?? [])]);
}
