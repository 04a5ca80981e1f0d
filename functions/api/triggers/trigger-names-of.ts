import type { TriggerDeps } from '../../../shared/effects/change-trigger.ts';
import { type TriggerNames, triggerNames } from '../../../shared/storage/trigger-names.ts';
import type { ApiDeps } from '../http/api-deps.ts';

/** The triggers' names over the deployment's Catalog table. */
export function namesOf({ documentClient, tables, clock, triggers }: ApiDeps & TriggerDeps): TriggerNames {
  return triggerNames({ documentClient, table: tables.Catalog, clock, triggers });
}
