import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ModelChoice } from '../domain/agent/agent.ts';
import { samplingSettingsSchema } from '../domain/agent/sampling-settings.ts';
import { thinkingSettingsSchema } from '../domain/agent/thinking-settings.ts';
import { isClaudeOfBedrock } from './cache-points.ts';
import { settingsOf } from './settings-of.ts';

/**
 * Tokens of one answer where the agent says nothing. Anthropic's models insist on a number, and one that is too small cuts
 * answers in the middle of a tool call; 8,192 is what every model of theirs since Claude 3.5 gives.
 */
const USUAL_OUTPUT_TOKENS = 8_192;
/** But not more than this share of what the model takes in all. */
const USUAL_SHARE = 0.2;

type CallSettings = Partial<LanguageModelV4CallOptions>;

/**
 * What of an agent's model settings goes with every call (temperature, …). The scripted model's are its script: nothing.
 * `contextTokens`: what the model takes in all.
 * @throws ModelNotConfigured when the settings don't fit the provider.
 */
export function callSettings(choice: ModelChoice, contextTokens = Number.POSITIVE_INFINITY): CallSettings {
  const usual = { maxOutputTokens: Math.min(USUAL_OUTPUT_TOKENS, Math.floor(contextTokens * USUAL_SHARE)) };
  switch (choice.provider) {
    case 'scripted':
      return {};
    case 'anthropic':
      return { ...usual, ...thinkingSettings(choice, anthropicThinking) };
    case 'bedrock':
      return { ...(isClaudeOfBedrock(choice) && usual), ...thinkingSettings(choice, bedrockThinking) };
    default:
      return settingsOf(choice, samplingSettingsSchema);
  }
}

type Thinking = (budgetTokens: number) => NonNullable<CallSettings['providerOptions']>;

const anthropicThinking: Thinking = (budgetTokens) => ({ anthropic: { thinking: { type: 'enabled', budgetTokens } } });
const bedrockThinking: Thinking = (budgetTokens) => ({
  amazonBedrock: { reasoningConfig: { type: 'enabled', budgetTokens } },
});

function thinkingSettings(choice: ModelChoice, thinking: Thinking): CallSettings {
  const { thinkingTokens, promptCache: _, ...sampling } = settingsOf(choice, thinkingSettingsSchema);
  return thinkingTokens === undefined ? sampling : { ...sampling, providerOptions: thinking(thinkingTokens) };
}
