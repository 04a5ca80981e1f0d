import type { auditRoutes } from '../../../shared/contracts/audit-routes.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { listAuditPage } from '../../../shared/storage/audit-list.ts';
import { encodeCursor } from '../../../shared/storage/page-cursor.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { timePosition } from '../http/time-position.ts';
import { isoTime } from '../sessions/session-row.ts';

export const listAudit: Operation<typeof auditRoutes.listAudit, ApiDeps> = async ({ query, caller }, deps) => {
  const { actor, action, object, limit, cursor } = query;
  const filter = { actor, action, object };
  const binding = { tenantId: caller.tenantId, route: 'listAudit', filter };
  const { items, next } = await listAuditPage(
    {
      documentClient: deps.documentClient,
      table: deps.tables.Audit,
      clock: deps.clock,
      listShards: deps.environment.LIST_SHARDS,
    },
    {
      tenantId: caller.tenantId,
      filter,
      sees: (project) => seesProject(caller, project),
      limit,
      after: timePosition(cursor, binding),
    },
  );
  return {
    body: {
      items: items.map(({ at, ...record }) => ({ ...record, at: isoTime(at) })),
      nextCursor: next === undefined ? null : encodeCursor({ position: next }, binding),
    },
  };
};
