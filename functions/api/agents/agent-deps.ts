import { type AgentStore, agentStore } from '../../../shared/storage/agent-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';

/** The agents' store over the deployment's Catalog table. */
export function agentsOf({ documentClient, tables, clock }: ApiDeps): AgentStore {
  return agentStore({ documentClient, table: tables.Catalog, clock });
}
