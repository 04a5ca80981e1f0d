import type { RegisteredModel } from './registered-model.ts';

/** Why a model can't be used; undefined when it can: one that is not registered can. */
export function whyNotUsable(model: Pick<RegisteredModel, 'name' | 'enabled' | 'modelKey'> | undefined) {
  if (model === undefined || model.enabled) return undefined;
  return `The model "${model.name}" (${model.modelKey}) is disabled. Choose another model in the agent, or have it enabled.`;
}
