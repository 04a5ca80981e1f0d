import type { modelRoutes } from '../../../shared/contracts/model-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findModel } from './model-deps.ts';

export const getModel: Operation<typeof modelRoutes.getModel, ApiDeps> = async ({ params, caller }, deps) => ({
  body: await findModel(caller.tenantId, params.modelKey, deps),
});
