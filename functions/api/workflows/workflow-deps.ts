import { type WorkflowStore, workflowStore } from '../../../shared/storage/workflow-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';

export function catalogOf({ documentClient, tables }: Pick<ApiDeps, 'documentClient' | 'tables'>) {
  return { documentClient, table: tables.Catalog };
}

/** The workflows' store over the deployment's Catalog table. */
export function workflowsOf(deps: Pick<ApiDeps, 'documentClient' | 'tables'>): WorkflowStore {
  return workflowStore(catalogOf(deps));
}
