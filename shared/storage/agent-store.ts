import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Conflict } from '../contracts/refusal.ts';
import type { Agent } from '../domain/agent/agent.ts';
import type { Clock } from '../runtime/clock.ts';
import { agentNames, isSameName } from './agent-names.ts';
import { agentKey, agentOf, rowOf } from './agent-row.ts';
import { conditionHeld } from './condition-held.ts';

export type AgentStoreDeps = { documentClient: DynamoDBDocumentClient; table: string; clock: Pick<Clock, 'now'> };
export type AgentStore = ReturnType<typeof agentStore>;

/** The agents of the Catalog table. A name is unique in its project: it is claimed first, then the agent is written. */
export function agentStore(deps: AgentStoreDeps) {
  const get = (tenantId: string, agentId: string) => readAgent(deps, tenantId, agentId);
  const names = agentNames({
    ...deps,
    hasName: async (agentId, name) => {
      const agent = await get(name.tenantId, agentId);
      return agent !== undefined && isSameName(agent, name);
    },
  });

  return {
    /** Strong read. */
    get,

    /** @throws Conflict when the name is taken in the project. */
    async create(tenantId: string, agent: Agent): Promise<void> {
      const name = nameOf(tenantId, agent);
      await names.claim(name, agent.agentId);
      await putAgent(deps, tenantId, agent, { ConditionExpression: 'attribute_not_exists(pk)' });
      if (await names.confirm(name, agent.agentId)) return;
      await removeAgent(deps, tenantId, agent);
      throw new Conflict(`The name "${agent.name}" was taken by another agent meanwhile. Choose another name.`);
    },

    /** Puts `after` in place of `before`. @throws Conflict when `before` is not what is there, or the new name is taken. */
    async replace(tenantId: string, before: Agent, after: Agent): Promise<void> {
      if (isSameName(before, after)) return putAgent(deps, tenantId, after, unmoved(before));
      const name = nameOf(tenantId, after);
      await names.claim(name, after.agentId);
      try {
        await putAgent(deps, tenantId, after, unmoved(before));
      } catch (error) {
        // Another replacement may have won with this very name.
        const winner = await get(tenantId, after.agentId);
        if (winner === undefined || !isSameName(winner, after)) await names.release(name, after.agentId);
        throw error;
      }
      await names.confirm(name, after.agentId);
      await names.release(nameOf(tenantId, before), after.agentId);
    },

    /** @throws Conflict when `agent` is not what is there now. */
    async remove(tenantId: string, agent: Agent): Promise<void> {
      await removeAgent(deps, tenantId, agent);
      await names.release(nameOf(tenantId, agent), agent.agentId);
    },
  };
}

async function readAgent(deps: AgentStoreDeps, tenantId: string, agentId: string): Promise<Agent | undefined> {
  const answer = await deps.documentClient.send(
    new GetCommand({ TableName: deps.table, Key: agentKey(tenantId, agentId), ConsistentRead: true }),
  );
  return answer.Item && agentOf(answer.Item);
}

/** A write that the SDK repeated because its answer got lost is refused the second time: what is there tells whose it was. */
async function putAgent(deps: AgentStoreDeps, tenantId: string, agent: Agent, condition: Condition): Promise<void> {
  const write = new PutCommand({ TableName: deps.table, Item: rowOf(tenantId, agent), ...condition });
  if (await conditionHeld(deps.documentClient.send(write))) return;
  const there = await readAgent(deps, tenantId, agent.agentId);
  if (there === undefined || JSON.stringify(rowOf(tenantId, there)) !== JSON.stringify(rowOf(tenantId, agent))) {
    throw moved(agent, there);
  }
}

async function removeAgent(deps: AgentStoreDeps, tenantId: string, agent: Agent): Promise<void> {
  const write = new DeleteCommand({ TableName: deps.table, Key: agentKey(tenantId, agent.agentId), ...unmoved(agent) });
  if (await conditionHeld(deps.documentClient.send(write))) return;
  const there = await readAgent(deps, tenantId, agent.agentId);
  if (there !== undefined) throw moved(agent, there);
}

type Condition = {
  ConditionExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};

function unmoved({ version }: Agent): Condition {
  return {
    ConditionExpression: '#version = :read',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':read': version },
  };
}

function moved({ agentId }: Agent, there: Agent | undefined): Conflict {
  const now = there === undefined ? 'was deleted' : `is at version ${there.version} now`;
  return new Conflict(`Agent ${agentId} ${now}. Read it again and repeat your change on what is there.`);
}

function nameOf(tenantId: string, { project, name }: Agent) {
  return { tenantId, project, name };
}
