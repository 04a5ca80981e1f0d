import type * as z from 'zod';
import {
  type RegisteredModel,
  type RegisteredModelDefinition,
  registeredModelDefinitionSchema,
} from '../../../../shared/domain/model/registered-model.ts';
import type { Drafted } from '../../editing/drafted.ts';
import { plainComplaint } from '../../editing/plain-complaint.ts';

export const PRICE_NAMES = ['input', 'output', 'cachedInput', 'cacheWrite'] as const;
export type PriceName = (typeof PRICE_NAMES)[number];

/** A model while it is edited; numbers are texts until it is saved. */
export type ModelDraft = {
  provider: RegisteredModelDefinition['provider'];
  modelId: string;
  name: string;
  description: string;
  /** US dollars per million tokens. */
  prices: Readonly<Record<PriceName, string>>;
  contextTokens: string;
  enabled: boolean;
};

export const NEW_MODEL: ModelDraft = {
  provider: 'anthropic',
  modelId: '',
  name: '',
  description: '',
  prices: { input: '', output: '', cachedInput: '', cacheWrite: '' },
  contextTokens: '',
  enabled: true,
};

/** A model as a draft. */
export function modelDraftOf(model: RegisteredModel): ModelDraft {
  const { provider, modelId, name, description, prices, contextTokens, enabled } = model;
  const price = (priceName: PriceName) => String(prices?.[priceName] ?? '');
  return {
    ...{ provider, modelId, name, description, enabled },
    prices: {
      input: price('input'),
      output: price('output'),
      cachedInput: price('cachedInput'),
      cacheWrite: price('cacheWrite'),
    },
    contextTokens: String(contextTokens ?? ''),
  };
}

type Body = z.input<typeof registeredModelDefinitionSchema>;

/** Reads a draft by the contract's own schema. Without any price the model has none; input and output go together. */
export function draftedModel({ prices, contextTokens, modelId, ...draft }: ModelDraft): Drafted<Body> {
  const errors: Record<string, string> = {};
  const written = PRICE_NAMES.filter((name) => prices[name].trim() !== '');
  for (const name of ['input', 'output'] as const) {
    if (written.length > 0 && !written.includes(name)) {
      errors[`prices.${name}`] = 'Write what input and output cost, or leave all prices empty.';
    }
  }
  const number = (path: string, text: string) => {
    const value = Number(text);
    if (Number.isNaN(value)) errors[path] = 'This is not a number. Write it like 0.25 or 200000.';
    return value;
  };
  const parsed = registeredModelDefinitionSchema.safeParse(
    {
      ...draft,
      modelId: modelId.trim(),
      ...(written.length > 0 && {
        prices: Object.fromEntries(written.map((name) => [name, number(`prices.${name}`, prices[name])])),
      }),
      ...(contextTokens.trim() !== '' && { contextTokens: number('contextTokens', contextTokens) }),
    },
    { error: plainComplaint },
  );
  for (const { path, message } of parsed.error?.issues ?? []) errors[path.join('.')] ??= message;
  if (!parsed.success || Object.keys(errors).length > 0) return { errors };
  return { definition: parsed.data };
}
