import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ModelChoice } from '../domain/agent/agent.ts';
import { samplingSettingsSchema } from '../domain/agent/sampling-settings.ts';
import { settingsOf } from './settings-of.ts';

/**
 * What of an agent's model settings goes with every call (temperature, …). The scripted model's are its script: nothing.
 * @throws ModelNotConfigured when the settings don't fit the provider.
 */
export function callSettings(choice: ModelChoice): Partial<LanguageModelV4CallOptions> {
  return choice.provider === 'scripted' ? {} : settingsOf(choice, samplingSettingsSchema);
}
