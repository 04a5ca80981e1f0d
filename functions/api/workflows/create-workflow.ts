import type { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import type { Dependencies } from '../../dependencies.ts';
import type { Operation } from '../http/operation.ts';
import { admitWorkflow } from './admit-workflow.ts';
import { workflowsOf } from './workflow-deps.ts';

export const createWorkflow: Operation<typeof workflowRoutes.createWorkflow, Dependencies> = async (
  { body, caller },
  deps,
) => {
  await admitWorkflow(body, caller, deps);
  const at = new Date(deps.clock.now()).toISOString();
  const by = { userId: caller.userId, name: caller.name };
  const workflow = {
    ...body,
    ...{ workflowId: deps.newId('workflow'), version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by },
  };
  await workflowsOf(deps).create(caller.tenantId, workflow);
  return { body: workflow };
};
