/** Longer texts from outside are cut: a call's id or a reason to stop is short, and what is longer is something else. */
const MOST_CHARACTERS = 100;

/** `gen_ai.provider.name` of the conventions where it differs from our name. */
const PROVIDERS: Readonly<Record<string, string>> = { bedrock: 'aws.bedrock', 'openai-compatible': 'openai' };

export function providerName(provider: string): string {
  return PROVIDERS[provider] ?? provider;
}

/** `default` of an OpenAI-compatible endpoint is what the deployment configures; it stays `default` where that is not known. */
export function modelName({ provider, modelId }: { provider: string; modelId: string }, byDefault?: string): string {
  return provider === 'openai-compatible' && modelId === 'default' ? byDefault || modelId : modelId;
}

export function cut(text: string): string {
  return text.slice(0, MOST_CHARACTERS);
}
