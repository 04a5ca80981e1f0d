import type { TableName } from '../contracts/tables.ts';
import type { Environment } from './environment.ts';

/** The names of the deployed tables. */
export function tableNames(environment: Environment): Record<TableName, string> {
  return {
    SessionControl: environment.TABLE_SESSION_CONTROL,
    Sessions: environment.TABLE_SESSIONS,
    Activity: environment.TABLE_ACTIVITY,
    ManualTasks: environment.TABLE_MANUAL_TASKS,
    Audit: environment.TABLE_AUDIT,
    Catalog: environment.TABLE_CATALOG,
    RateLimits: environment.TABLE_RATE_LIMITS,
  };
}
