import type { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { listJobPage } from '../../../shared/storage/job-summary-store.ts';
import { decodeCursor, encodeCursor } from '../../../shared/storage/page-cursor.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { jobRow } from './job-answer.ts';
import { catalogOf } from './workflow-deps.ts';

export const listJobs: Operation<typeof workflowRoutes.listJobs, ApiDeps> = async ({ query, caller }, deps) => {
  const { workflowId, status, limit, cursor } = query;
  const { tenantId } = caller;
  const binding = { tenantId, route: 'listJobs', filter: { workflowId, status } };
  const { items, next } = await listJobPage(catalogOf(deps), {
    tenantId,
    isWanted: (job) =>
      seesProject(caller, job.project) &&
      (workflowId === undefined || job.workflowId === workflowId) &&
      (status === undefined || job.status === status),
    limit,
    after: cursor === undefined ? undefined : decodeCursor(cursor, binding).position,
  });
  const nextCursor = next === undefined ? null : encodeCursor({ position: next }, binding);
  return { body: { items: items.map((job) => jobRow(job)), nextCursor } };
};
