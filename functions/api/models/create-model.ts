import type { modelRoutes } from '../../../shared/contracts/model-routes.ts';
import { Conflict } from '../../../shared/contracts/refusal.ts';
import { modelKeyOf } from '../../../shared/storage/model-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { modelsOf } from './model-deps.ts';

export const createModel: Operation<typeof modelRoutes.createModel, ApiDeps> = async ({ body, caller }, deps) => {
  const { tenantId } = caller;
  const models = modelsOf(deps);
  const modelKey = modelKeyOf(tenantId, body);
  if ((await models.get(tenantId, modelKey)) !== undefined) {
    throw new Conflict(
      `The model "${body.modelId}" of "${body.provider}" is registered already, as ${modelKey}. Change that one.`,
    );
  }
  const at = new Date(deps.clock.now()).toISOString();
  const by = { userId: caller.userId, name: caller.name };
  const model = { ...body, modelKey, version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by };
  await models.create(tenantId, model);
  return { body: model };
};
