import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Agent } from '../domain/agent/agent.ts';
import { agentOf, headOf } from './agent-row.ts';
import { catalogPage } from './catalog-page.ts';
import { keys } from './table-keys.ts';

type Wanted = {
  tenantId: string;
  /** Which agents are listed. */
  isWanted: (agent: { name: string; project: string }) => boolean;
  limit: number;
  /** The page begins behind this agent. */
  after: string | undefined;
};
export type AgentPage = { items: Agent[]; next: string | undefined };

/** A page of a tenant's agents, newest first; `next` is undefined when there are no more. */
export function listAgentPage(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  { tenantId, isWanted, limit, after }: Wanted,
): Promise<AgentPage> {
  return catalogPage(deps, {
    pk: keys.agents(tenantId),
    isWanted: (row) => isWanted(headOf(row)),
    itemOf: agentOf,
    limit,
    after,
  });
}
