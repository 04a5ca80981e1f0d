import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Environment } from '../runtime/environment.ts';
import { checkedAddress } from './checked-address.ts';
import { ModelNotConfigured } from './model-not-configured.ts';
import { modelWithoutKey } from './without-key.ts';

/** Without `ANTHROPIC_BASE_URL` it is Anthropic's own API. */
export type AnthropicEnvironment = Pick<Environment, 'ANTHROPIC_API_KEY' | 'ANTHROPIC_BASE_URL'>;

const OWN_API = 'https://api.anthropic.com';

/**
 * A model behind Anthropic's Messages API, or another endpoint that speaks it.
 * @throws ModelNotConfigured when the environment has no key for Anthropic, or an address that is none.
 */
export async function anthropicModel(
  { modelId }: { modelId: string },
  deps: { fetch: typeof fetch; environment: AnthropicEnvironment },
): Promise<LanguageModelV4> {
  const { ANTHROPIC_API_KEY: apiKey = '', ANTHROPIC_BASE_URL: address } = deps.environment;
  if (apiKey === '' && !address) {
    throw new ModelNotConfigured(
      "Anthropic's models are not configured. Set ANTHROPIC_API_KEY (or ANTHROPIC_BASE_URL for another endpoint of the same kind), and start again.",
    );
  }
  const root = checkedAddress('ANTHROPIC_BASE_URL', address || OWN_API).replace(/\/+$/, '');
  const baseURL = root.endsWith('/v1') ? root : `${root}/v1`;
  // Imported when first used: an agent pays for its own provider only.
  const { createAnthropic } = await import('@ai-sdk/anthropic');
  return modelWithoutKey(createAnthropic({ baseURL, apiKey, fetch: deps.fetch })(modelId), apiKey);
}
