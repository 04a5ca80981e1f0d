import type { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import type { Dependencies } from '../../dependencies.ts';
import type { Operation } from '../http/operation.ts';
import { admitWorkflow } from './admit-workflow.ts';
import { findWorkflow, refuseIfMoved } from './find-workflow.ts';
import { workflowsOf } from './workflow-deps.ts';

export const replaceWorkflow: Operation<typeof workflowRoutes.replaceWorkflow, Dependencies> = async (
  { params, body, ifMatch, caller },
  deps,
) => {
  const before = await findWorkflow(params.workflowId, caller, deps);
  await admitWorkflow(body, caller, deps);
  refuseIfMoved(before, ifMatch);
  const { workflowId, version, createdAt, createdBy } = before;
  const after = {
    ...body,
    ...{ workflowId, version: version + 1, createdAt, createdBy },
    updatedAt: new Date(deps.clock.now()).toISOString(),
    updatedBy: { userId: caller.userId, name: caller.name },
  };
  await workflowsOf(deps).replace(caller.tenantId, before, after);
  return { body: after };
};
