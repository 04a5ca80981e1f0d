import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelChoice } from '../domain/agent/agent.ts';
import { listedProviders } from '../domain/agent/model-providers.ts';
import { scriptedSettingsSchema } from '../domain/agent/scripted-settings.ts';
import type { Clock } from '../runtime/clock.ts';
import { type AnthropicEnvironment, anthropicModel } from './anthropic-model.ts';
import { type BedrockEnvironment, bedrockModel } from './bedrock-model.ts';
import { ModelNotConfigured } from './model-not-configured.ts';
import { type OpenAiEnvironment, openAiCompatibleModel } from './openai-compatible-model.ts';
import { scriptedModel } from './scripted-model.ts';
import { settingsOf } from './settings-of.ts';

/** Where the providers of models are and how they know us. */
export type ModelEnvironment = OpenAiEnvironment & AnthropicEnvironment & BedrockEnvironment;

/**
 * The model that an agent chose, ready to be called; with `callSettings` in each call.
 * @throws ModelNotConfigured for a provider, a script or a configuration with which it can't be.
 */
export async function resolveModel(
  choice: ModelChoice,
  deps: { clock: Clock; fetch: typeof fetch; environment: ModelEnvironment },
): Promise<LanguageModelV4> {
  switch (choice.provider) {
    case 'scripted':
      return scriptedModel({ settings: settingsOf(choice, scriptedSettingsSchema), clock: deps.clock });
    case 'openai-compatible':
      return openAiCompatibleModel(choice, deps);
    case 'anthropic':
      return anthropicModel(choice, deps);
    case 'bedrock':
      return bedrockModel(choice, deps);
    default:
      throw new ModelNotConfigured(
        `The agent's model provider "${choice.provider}" is not available here. Choose ${listedProviders()} in the agent.`,
      );
  }
}
