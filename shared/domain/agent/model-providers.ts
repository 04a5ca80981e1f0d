import type * as z from 'zod';
import type { ModelChoice } from './agent.ts';
import { samplingSettingsSchema } from './sampling-settings.ts';
import { scriptedSettingsSchema } from './scripted-settings.ts';
import { thinkingSettingsSchema } from './thinking-settings.ts';

/** The model providers that this deployment can run. */
export const MODEL_PROVIDERS = ['scripted', 'openai-compatible', 'anthropic', 'bedrock'] as const;
type ModelProvider = (typeof MODEL_PROVIDERS)[number];

const SETTINGS = {
  scripted: scriptedSettingsSchema,
  'openai-compatible': samplingSettingsSchema,
  anthropic: thinkingSettingsSchema,
  bedrock: thinkingSettingsSchema,
} satisfies Record<ModelProvider, z.ZodType>;

function isModelProvider(provider: string): provider is ModelProvider {
  return MODEL_PROVIDERS.some((known) => known === provider);
}

/** What is wrong with a choice of model, for the check at save; empty when it can be run. `path` is dotted, below `model`. */
export function modelChoiceViolations(choice: ModelChoice): { path: string; message: string }[] {
  if (!isModelProvider(choice.provider)) {
    return [{ path: 'provider', message: `There is no provider "${choice.provider}". Use ${listedProviders()}.` }];
  }
  const parsed = SETTINGS[choice.provider].safeParse(choice.settings ?? {});
  return (parsed.error?.issues ?? []).map(({ path, message }) => ({ path: ['settings', ...path].join('.'), message }));
}

/** The providers as a sentence names them. */
export function listedProviders(): string {
  const quoted = MODEL_PROVIDERS.map((provider) => `"${provider}"`);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
