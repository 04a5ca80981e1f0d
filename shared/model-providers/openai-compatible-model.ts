import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Environment } from '../runtime/environment.ts';
import { checkedAddress } from './checked-address.ts';
import { ModelNotConfigured } from './model-not-configured.ts';
import { modelWithoutKey } from './without-key.ts';

/** `OPENAI_API_KEY` may be missing: servers on one's own machine ask for none. */
export type OpenAiEnvironment = Pick<Environment, 'OPENAI_BASE_URL' | 'OPENAI_API_KEY' | 'OPENAI_MODEL'>;

/**
 * A model behind any endpoint that speaks OpenAI's chat completions. `modelId` `default` (or empty) is `OPENAI_MODEL`.
 * @throws ModelNotConfigured when the environment doesn't say where the endpoint is, or which model is the default.
 */
export async function openAiCompatibleModel(
  choice: { modelId: string },
  deps: { fetch: typeof fetch; environment: OpenAiEnvironment },
): Promise<LanguageModelV4> {
  const baseURL = endpoint(deps.environment.OPENAI_BASE_URL);
  const modelId = wantedModel(choice.modelId, deps.environment.OPENAI_MODEL);
  const apiKey = deps.environment.OPENAI_API_KEY || undefined;
  // Imported when first used: it costs tens of milliseconds that other functions needn't pay.
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  // The name is also the key of its metadata, which is handed back under the same one.
  const provider = createOpenAICompatible({
    name: 'openai-compatible',
    baseURL,
    fetch: deps.fetch,
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  return modelWithoutKey(provider.chatModel(modelId), apiKey);
}

function endpoint(baseUrl: string | undefined): string {
  if (!baseUrl) {
    throw new ModelNotConfigured(
      'No OpenAI-compatible endpoint is configured. Set OPENAI_BASE_URL (for example http://127.0.0.1:11434/v1), OPENAI_MODEL, ' +
        'and OPENAI_API_KEY if the endpoint asks for one, and start again.',
    );
  }
  return checkedAddress('OPENAI_BASE_URL', baseUrl);
}

function wantedModel(modelId: string, byDefault: string | undefined): string {
  const wanted = modelId === '' || modelId === 'default' ? byDefault : modelId;
  if (wanted) return wanted;
  throw new ModelNotConfigured(
    'The agent uses the default model, and none is configured. Set OPENAI_MODEL and start again, or give the agent a modelId.',
  );
}
