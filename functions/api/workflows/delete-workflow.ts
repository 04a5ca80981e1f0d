import type { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findWorkflow, refuseIfMoved } from './find-workflow.ts';
import { workflowsOf } from './workflow-deps.ts';

export const deleteWorkflow: Operation<typeof workflowRoutes.deleteWorkflow, ApiDeps> = async (
  { params, ifMatch, caller },
  deps,
) => {
  const workflow = await findWorkflow(params.workflowId, caller, deps);
  refuseIfMoved(workflow, ifMatch);
  await workflowsOf(deps).remove(caller.tenantId, workflow);
  return { body: undefined, project: workflow.project };
};
