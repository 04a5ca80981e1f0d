import type { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { decodeCursor, encodeCursor } from '../../../shared/storage/page-cursor.ts';
import { listWorkflowPage } from '../../../shared/storage/workflow-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { catalogOf } from './workflow-deps.ts';

export const listWorkflows: Operation<typeof workflowRoutes.listWorkflows, ApiDeps> = async (
  { query, caller },
  deps,
) => {
  const { project, search, limit, cursor } = query;
  const { tenantId } = caller;
  const binding = { tenantId, route: 'listWorkflows', filter: { project, search } };
  const part = search?.toLowerCase() ?? '';
  const { items, next } = await listWorkflowPage(catalogOf(deps), {
    tenantId,
    isWanted: (workflow) =>
      seesProject(caller, workflow.project) &&
      (project === undefined || workflow.project === project) &&
      workflow.name.toLowerCase().includes(part),
    limit,
    after: cursor === undefined ? undefined : decodeCursor(cursor, binding).position,
  });
  return { body: { items, nextCursor: next === undefined ? null : encodeCursor({ position: next }, binding) } };
};
