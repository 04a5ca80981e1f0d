import { NotFound } from '../../../shared/contracts/refusal.ts';
import type { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { jobSummaryStore } from '../../../shared/storage/job-summary-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { wholeJobAnswer } from './job-answer.ts';
import { catalogOf } from './workflow-deps.ts';

export const getJob: Operation<typeof workflowRoutes.getJob, ApiDeps> = async ({ params: { jobId }, caller }, deps) => {
  const job = await jobSummaryStore(catalogOf(deps)).getJob({ tenantId: caller.tenantId, jobId });
  if (job === undefined || !seesProject(caller, job.project)) throw new NotFound('job', jobId.slice(0, 100));
  return { body: await wholeJobAnswer(job, caller, deps) };
};
