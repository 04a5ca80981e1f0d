import type { modelRoutes } from '../../../shared/contracts/model-routes.ts';
import { Conflict } from '../../../shared/contracts/refusal.ts';
import type { RegisteredModel, RegisteredModelDefinition } from '../../../shared/domain/model/registered-model.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findModel, modelsOf } from './model-deps.ts';
import { refuseIfMoved } from './refuse-if-moved.ts';

export const replaceModel: Operation<typeof modelRoutes.replaceModel, ApiDeps> = async (
  { params, body, ifMatch, caller },
  deps,
) => {
  const before = await findModel(caller.tenantId, params.modelKey, deps);
  refuseAnotherModel(before, body);
  refuseIfMoved(before, ifMatch);
  const { modelKey, version, createdAt, createdBy } = before;
  const after = {
    ...body,
    ...{ modelKey, version: version + 1, createdAt, createdBy },
    updatedAt: new Date(deps.clock.now()).toISOString(),
    updatedBy: { userId: caller.userId, name: caller.name },
  };
  await modelsOf(deps).replace(caller.tenantId, before, after);
  return { body: after };
};

/** @throws Conflict: an entry is of one model for ever, its key says which. */
function refuseAnotherModel(before: RegisteredModel, body: RegisteredModelDefinition): void {
  const { provider, modelId, modelKey } = before;
  if (body.provider === provider && body.modelId === modelId) return;
  throw new Conflict(
    `Model ${modelKey} is "${modelId}" of "${provider}", and stays so. Register "${body.modelId}" of "${body.provider}" as another one.`,
  );
}
