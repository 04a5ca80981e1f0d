import type { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findWorkflow } from './find-workflow.ts';

export const getWorkflow: Operation<typeof workflowRoutes.getWorkflow, ApiDeps> = async ({ params, caller }, deps) => ({
  body: await findWorkflow(params.workflowId, caller, deps),
});
