import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Agent } from '../domain/agent/agent.ts';
import { agentKey, agentOf, headOf } from './agent-row.ts';
import { keys } from './table-keys.ts';

/** A function's answer holds at most 6 MB: a page ends here, whatever its limit. In characters of JSON. */
const PAGE_CHARACTERS = 1_500_000;
/** Queries of up to 1 MB that one request may cost: what is not found by then comes with the next page. */
const QUERIES_PER_PAGE = 10;

type Wanted = {
  tenantId: string;
  /** Which agents are listed. */
  isWanted: (agent: { name: string; project: string }) => boolean;
  limit: number;
  /** The page begins behind this agent. */
  after: string | undefined;
};
export type AgentPage = { agents: Agent[]; next: string | undefined };

/** A page of a tenant's agents, newest first; `next` is undefined when there are no more. */
export async function listAgentPage(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  { tenantId, isWanted, limit, after }: Wanted,
): Promise<AgentPage> {
  const agents: Agent[] = [];
  let position = after;
  let characters = 0;
  for (let query = 0; query < QUERIES_PER_PAGE; query += 1) {
    const answer = await deps.documentClient.send(
      new QueryCommand({
        TableName: deps.table,
        KeyConditionExpression: 'pk = :agents',
        ExpressionAttributeValues: { ':agents': keys.agents(tenantId) },
        ScanIndexForward: false,
        ...(position === undefined ? {} : { ExclusiveStartKey: agentKey(tenantId, position) }),
      }),
    );
    for (const item of answer.Items ?? []) {
      const head = headOf(item);
      if (isWanted(head)) {
        const isFull =
          agents.length === limit || (agents.length > 0 && characters + head.definition.length > PAGE_CHARACTERS);
        if (isFull) return { agents, next: position };
        agents.push(agentOf(item));
        characters += head.definition.length;
      }
      position = head.sk;
    }
    if (answer.LastEvaluatedKey === undefined) return { agents, next: undefined };
  }
  return { agents, next: position };
}
