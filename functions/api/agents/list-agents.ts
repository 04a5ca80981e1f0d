import type { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { listAgentPage } from '../../../shared/storage/list-agents.ts';
import { decodeCursor, encodeCursor } from '../../../shared/storage/page-cursor.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';

export const listAgents: Operation<typeof agentRoutes.listAgents, ApiDeps> = async ({ query, caller }, deps) => {
  const { project, search, limit, cursor } = query;
  const binding = { tenantId: caller.tenantId, route: 'listAgents', filter: { project, search } };
  const wanted = search?.toLowerCase() ?? '';
  const { items, next } = await listAgentPage(
    { documentClient: deps.documentClient, table: deps.tables.Catalog },
    {
      tenantId: caller.tenantId,
      isWanted: (agent) =>
        seesProject(caller, agent.project) &&
        (project === undefined || agent.project === project) &&
        agent.name.toLowerCase().includes(wanted),
      limit,
      after: cursor === undefined ? undefined : decodeCursor(cursor, binding).position,
    },
  );
  return { body: { items, nextCursor: next === undefined ? null : encodeCursor({ position: next }, binding) } };
};
