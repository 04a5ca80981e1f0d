import { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import { serve } from '../http/operation.ts';
import { getJob } from './get-job.ts';
import { getWorkflow } from './get-workflow.ts';
import { listJobs } from './list-jobs.ts';
import { listWorkflows } from './list-workflows.ts';

/** What is read of workflows. */
export const servedReads = [
  serve(workflowRoutes.listWorkflows, listWorkflows),
  serve(workflowRoutes.getWorkflow, getWorkflow),
  serve(workflowRoutes.listJobs, listJobs),
  serve(workflowRoutes.getJob, getJob),
];
