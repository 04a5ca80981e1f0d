import type { RegisteredModel } from '../../../../shared/domain/model/registered-model.ts';

/** Those with the text in their name, provider or model id, in any case. */
export function matchingModels(models: readonly RegisteredModel[], search: string): RegisteredModel[] {
  const part = search.trim().toLowerCase();
  return models.filter((model) =>
    [model.name, model.provider, model.modelId].some((text) => text.toLowerCase().includes(part)),
  );
}
