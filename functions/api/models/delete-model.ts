import type { modelRoutes } from '../../../shared/contracts/model-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findModel, modelsOf } from './model-deps.ts';
import { refuseIfMoved } from './refuse-if-moved.ts';

export const deleteModel: Operation<typeof modelRoutes.deleteModel, ApiDeps> = async (
  { params, ifMatch, caller },
  deps,
) => {
  const model = await findModel(caller.tenantId, params.modelKey, deps);
  refuseIfMoved(model, ifMatch);
  await modelsOf(deps).remove(caller.tenantId, model);
  return { body: undefined };
};
