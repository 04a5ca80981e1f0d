import { activityStore } from '../../../shared/storage/activity-store.ts';
import { bodyStore } from '../../../shared/storage/body-store.ts';
import { summaryStore } from '../../../shared/storage/summary-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';

/** What operations that only read sessions use: no control table. */
export type ReadDeps = Pick<ApiDeps, 'documentClient' | 'tables' | 'clock' | 'environment'>;

/** The projections of sessions, over the deployment's tables. */
export function sessionReads({ documentClient, tables }: Pick<ReadDeps, 'documentClient' | 'tables'>) {
  return {
    summaries: summaryStore({ documentClient, table: tables.Sessions }),
    activity: activityStore({ documentClient, table: tables.Activity }),
    texts: bodyStore({ documentClient, table: tables.Activity }),
  };
}
