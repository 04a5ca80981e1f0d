import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { ModelChoice } from '../domain/agent/agent.ts';
import { thinkingSettingsSchema } from '../domain/agent/thinking-settings.ts';
import { settingsOf } from './settings-of.ts';

const POINT = {
  anthropic: { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } },
  bedrock: { providerOptions: { amazonBedrock: { cachePoint: { type: 'default' } } } },
} as const;

/**
 * The prompt with the places up to which the provider keeps it in its cache: the end, which the next turn begins with, and where
 * the end was a turn ago. A provider looks back some 20 blocks from a place only, and one turn may add more.
 */
export function withCachePoints(prompt: LanguageModelV4Prompt, choice: ModelChoice): LanguageModelV4Prompt {
  const point = pointFor(choice);
  if (point === undefined) return prompt;
  const ends = prompt.flatMap(({ role }, index) => (role === 'user' || role === 'tool' ? [index] : [])).slice(-2);
  return prompt.map((message, index) => (ends.includes(index) ? { ...message, ...point } : message));
}

function pointFor(choice: ModelChoice): (typeof POINT)[keyof typeof POINT] | undefined {
  const provider = choice.provider === 'anthropic' || isClaudeOfBedrock(choice) ? choice.provider : undefined;
  if (provider !== 'anthropic' && provider !== 'bedrock') return undefined;
  return settingsOf(choice, thinkingSettingsSchema).promptCache === false ? undefined : POINT[provider];
}

/** Bedrock refuses a cache point for models that have no cache; Claude's have one. */
export function isClaudeOfBedrock({ provider, modelId }: ModelChoice): boolean {
  return provider === 'bedrock' && modelId.includes('anthropic.claude');
}
