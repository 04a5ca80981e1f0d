import type { SelectProps } from '@cloudscape-design/components/select';
import { MODEL_PROVIDERS } from '../../../../shared/domain/agent/model-providers.ts';
import type { RegisteredModel } from '../../../../shared/domain/model/registered-model.ts';
import { pricesText } from '../../models/prices-text.ts';
import { visibleText } from '../../text/visible-text.ts';
import type { AgentDraft } from './agent-draft.ts';

type Choice = Pick<AgentDraft, 'provider' | 'modelId'>;

/** The choice of a model that is not in the registry. No key of a model is empty. */
export const ANOTHER: SelectProps.Option = {
  value: '',
  label: 'Another model',
  description: 'By its provider and its id there. What it costs is not known.',
};

/** What the registry has of the chosen model. */
export function registeredAs(
  models: readonly RegisteredModel[] | undefined,
  { provider, modelId }: Choice,
): RegisteredModel | undefined {
  return models?.find((model) => model.provider === provider && model.modelId === modelId.trim());
}

/** The registered models by provider, those that are disabled not to be chosen, and the choice of another one. */
export function modelOptions(models: readonly RegisteredModel[]): (SelectProps.Option | SelectProps.OptionGroup)[] {
  const groups = MODEL_PROVIDERS.map((provider) => ({
    label: provider,
    options: models.filter((model) => model.provider === provider).map(modelOption),
  }));
  return [...groups.filter(({ options }) => options.length > 0), ANOTHER];
}

/** A registered model as a choice. */
export function modelOption({ modelKey, name, modelId, prices, contextTokens, enabled }: RegisteredModel) {
  const context = contextTokens === undefined ? [] : [`${contextTokens.toLocaleString('en')} tokens of context`];
  return {
    value: modelKey,
    label: visibleText(name),
    description: [visibleText(modelId), pricesText(prices), ...context].join(' · '),
    disabled: !enabled,
    ...(!enabled && { labelTag: 'disabled', disabledReason: 'It is disabled in the registry. Enable it at Models.' }),
  } satisfies SelectProps.Option;
}

/** Why a limit of cost has no effect on the model; `undefined` when it has, or when the registry is not known. */
export function whyCostIsNotCounted(
  models: readonly RegisteredModel[] | undefined,
  choice: Choice,
): string | undefined {
  if (models === undefined) return undefined;
  const model = registeredAs(models, choice);
  if (model?.prices !== undefined) return undefined;
  return model === undefined
    ? 'The model is not registered, so what it costs is not counted. Register it with its prices at Models.'
    : 'The model is registered without prices, so what it costs is not counted. Add them at Models.';
}
