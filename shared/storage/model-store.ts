import type { ModelChoice } from '../domain/agent/agent.ts';
import { type RegisteredModel, registeredModelSchema } from '../domain/model/registered-model.ts';
import { derivedId } from '../runtime/derived-id.ts';
import { catalogPage } from './catalog-page.ts';
import { keys } from './table-keys.ts';
import { type VersionedDeps, versionedItems } from './versioned-items.ts';

export type ModelStore = ReturnType<typeof modelStore>;

/**
 * The id of a model in a tenant's registry: always the same for provider and modelId, so that they are unique and one read finds
 * what an agent chose.
 */
export function modelKeyOf(tenantId: string, { provider, modelId }: Pick<ModelChoice, 'provider' | 'modelId'>): string {
  return derivedId('model', 0, tenantId, provider, modelId);
}

/** The registry of models in the Catalog table. */
export function modelStore(deps: VersionedDeps) {
  const models = versionedItems<RegisteredModel>(deps, {
    nameOf: ({ modelKey }) => `Model ${modelKey}`,
    idOf: ({ modelKey }) => modelKey,
    keyOf: modelItemKey,
    rowOf: (tenantId, model) => ({ ...modelItemKey(tenantId, model.modelKey), ...model }),
    ofRow: modelOf,
  });
  return {
    ...models,

    /** What the registry says of an agent's choice. Strong read. */
    find: (tenantId: string, choice: Pick<ModelChoice, 'provider' | 'modelId'>) =>
      models.get(tenantId, modelKeyOf(tenantId, choice)),
  };
}

type Wanted = {
  tenantId: string;
  isWanted: (model: RegisteredModel) => boolean;
  limit: number;
  /** The page begins behind this model. */
  after: string | undefined;
};

/** A page of a tenant's models, in an order that stays. */
export function listModelPage(deps: VersionedDeps, { tenantId, isWanted, ...range }: Wanted) {
  return catalogPage(deps, {
    pk: keys.models(tenantId),
    isWanted: (row) => isWanted(modelOf(row)),
    itemOf: modelOf,
    ...range,
  });
}

function modelItemKey(tenantId: string, modelKey: string) {
  return { pk: keys.models(tenantId), sk: modelKey };
}

function modelOf(row: Record<string, unknown>): RegisteredModel {
  return registeredModelSchema.strip().parse(row);
}
