import { NotFound } from '../../../shared/contracts/refusal.ts';
import type { RegisteredModel } from '../../../shared/domain/model/registered-model.ts';
import { type ModelStore, modelStore } from '../../../shared/storage/model-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';

/** The registry of models over the deployment's Catalog table. */
export function modelsOf({ documentClient, tables }: Pick<ApiDeps, 'documentClient' | 'tables'>): ModelStore {
  return modelStore({ documentClient, table: tables.Catalog });
}

/** The model of the tenant's registry. @throws NotFound */
export async function findModel(tenantId: string, modelKey: string, deps: ApiDeps): Promise<RegisteredModel> {
  const model = await modelsOf(deps).get(tenantId, modelKey);
  if (model === undefined) throw new NotFound('model', modelKey.slice(0, 100));
  return model;
}
