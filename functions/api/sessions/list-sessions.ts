import type * as z from 'zod';
import type { sessionRoutes } from '../../../shared/contracts/session-routes.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { encodeCursor } from '../../../shared/storage/page-cursor.ts';
import type { SessionFilter } from '../../../shared/storage/session-filter.ts';
import { listSessionPage } from '../../../shared/storage/session-list.ts';
import type { Operation } from '../http/operation.ts';
import { timePosition } from '../http/time-position.ts';
import type { ReadDeps } from './session-reads.ts';
import { sessionRow } from './session-row.ts';

type Query = z.output<typeof sessionRoutes.listSessions.query>;

export const listSessions: Operation<typeof sessionRoutes.listSessions, ReadDeps> = async ({ query, caller }, deps) => {
  const { limit, cursor, ...filter } = query;
  const binding = { tenantId: caller.tenantId, route: 'listSessions', filter };
  const after = timePosition(cursor, binding);
  const projects = projectsOf(query, caller);
  if (projects?.length === 0) return { body: { items: [], nextCursor: null } };
  const page = await listSessionPage(
    {
      documentClient: deps.documentClient,
      table: deps.tables.Sessions,
      clock: deps.clock,
      listShards: deps.environment.LIST_SHARDS,
    },
    {
      tenantId: caller.tenantId,
      filter: { ...filterOf(query), projects },
      direction: query.sort === 'startedAt' ? 'ascending' : 'descending',
      limit,
      after,
    },
  );
  const nextCursor = page.next === undefined ? null : encodeCursor({ position: page.next }, binding);
  return { body: { items: page.items.map((session) => sessionRow(session, caller)), nextCursor } };
};

function filterOf({ status, triggerType, source, agentId, search, startedAfter, startedBefore }: Query): SessionFilter {
  return {
    statuses: status,
    triggerTypes: triggerType,
    source,
    agentId,
    search,
    startedFrom: startedAfter === undefined ? undefined : Date.parse(startedAfter),
    startedBefore: startedBefore === undefined ? undefined : Date.parse(startedBefore),
  };
}

/** What the caller asks for among what the caller may see; undefined is every project. */
function projectsOf({ project }: Query, caller: Identity): string[] | undefined {
  if (project !== undefined) return seesProject(caller, project) ? [project] : [];
  return caller.projects === '*' ? undefined : caller.projects;
}
