import type { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { listTriggerPage } from '../../../shared/storage/list-triggers.ts';
import { decodeCursor, encodeCursor } from '../../../shared/storage/page-cursor.ts';
import type { FoundTrigger } from '../../../shared/storage/trigger-row.ts';
import { agentsOf } from '../agents/agent-deps.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { triggerAnswer } from './trigger-answer.ts';

export const listTriggers: Operation<typeof triggerRoutes.listTriggers, ApiDeps> = async ({ query, caller }, deps) => {
  const { agentId, limit, cursor } = query;
  const { tenantId } = caller;
  const binding = { tenantId, route: 'listTriggers', filter: { agentId } };
  const projectOf = projects(tenantId, deps);
  const { triggers, next } = await listTriggerPage(
    { documentClient: deps.documentClient, table: deps.tables.Catalog },
    {
      tenantId,
      isWanted: async (found) =>
        (agentId === undefined || found.item.definition.agentId === agentId) &&
        (caller.projects === '*' || seesProject(caller, await projectOf(found))),
      limit,
      after: cursor === undefined ? undefined : decodeCursor(cursor, binding).position,
    },
  );
  const now = deps.clock.now();
  return {
    body: {
      items: triggers.map((found) => triggerAnswer(found, now)),
      nextCursor: next === undefined ? null : encodeCursor({ position: next }, binding),
    },
  };
};

/** The project in which a trigger's agent is now; each agent is read once. */
function projects(tenantId: string, deps: ApiDeps): (found: FoundTrigger) => Promise<string> {
  const agents = agentsOf(deps);
  const known = new Map<string, Promise<string | undefined>>();
  return async ({ item }) => {
    const { agentId } = item.definition;
    const project = known.get(agentId) ?? agents.get(tenantId, agentId).then((agent) => agent?.project);
    known.set(agentId, project);
    return (await project) ?? item.record.project;
  };
}
