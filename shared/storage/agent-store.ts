import { Conflict } from '../contracts/refusal.ts';
import type { Agent } from '../domain/agent/agent.ts';
import type { Clock } from '../runtime/clock.ts';
import { agentNames, isSameName } from './agent-names.ts';
import { agentKey, agentOf, rowOf } from './agent-row.ts';
import { type VersionedDeps, versionedItems } from './versioned-items.ts';

export type AgentStoreDeps = VersionedDeps & { clock: Pick<Clock, 'now'> };
export type AgentStore = ReturnType<typeof agentStore>;

/** The agents of the Catalog table. A name is unique in its project: it is claimed first, then the agent is written. */
export function agentStore(deps: AgentStoreDeps) {
  const agents = versionedItems<Agent>(deps, {
    nameOf: ({ agentId }) => `Agent ${agentId}`,
    idOf: ({ agentId }) => agentId,
    keyOf: agentKey,
    rowOf,
    ofRow: agentOf,
  });
  const { get } = agents;
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
      await agents.create(tenantId, agent);
      if (await names.confirm(name, agent.agentId)) return;
      await agents.remove(tenantId, agent);
      throw new Conflict(`The name "${agent.name}" was taken by another agent meanwhile. Choose another name.`);
    },

    /** Puts `after` in place of `before`. @throws Conflict when `before` is not what is there, or the new name is taken. */
    async replace(tenantId: string, before: Agent, after: Agent): Promise<void> {
      if (isSameName(before, after)) return agents.replace(tenantId, before, after);
      const name = nameOf(tenantId, after);
      await names.claim(name, after.agentId);
      try {
        await agents.replace(tenantId, before, after);
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
      await agents.remove(tenantId, agent);
      await names.release(nameOf(tenantId, agent), agent.agentId);
    },
  };
}

function nameOf(tenantId: string, { project, name }: Agent) {
  return { tenantId, project, name };
}
