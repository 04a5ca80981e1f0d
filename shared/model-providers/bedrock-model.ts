import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { Environment } from '../runtime/environment.ts';
import { checkedAddress } from './checked-address.ts';
import { ModelNotConfigured } from './model-not-configured.ts';
import { modelWithoutKey } from './without-key.ts';

/**
 * The region is a setting of its own, so that a laptop which emulates AWS asks the real Bedrock only when it is told to. Calls are
 * signed as the function's role (its credentials are in these variables), or carry `BEDROCK_API_KEY`.
 */
export type BedrockEnvironment = Partial<
  Pick<
    Environment,
    | 'BEDROCK_REGION'
    | 'BEDROCK_ENDPOINT_URL'
    | 'BEDROCK_API_KEY'
    | 'AWS_ACCESS_KEY_ID'
    | 'AWS_SECRET_ACCESS_KEY'
    | 'AWS_SESSION_TOKEN'
  >
>;

/**
 * A model of Amazon Bedrock, by its Converse API. `modelId`: of a model or an inference profile.
 * @throws ModelNotConfigured when the environment says no region, or nothing to sign with.
 */
export async function bedrockModel(
  { modelId }: { modelId: string },
  deps: { fetch: typeof fetch; environment: BedrockEnvironment },
): Promise<LanguageModelV4> {
  const { BEDROCK_REGION: region, BEDROCK_ENDPOINT_URL: address, BEDROCK_API_KEY: apiKey = '' } = deps.environment;
  if (!region) {
    throw new ModelNotConfigured(
      'Amazon Bedrock is not configured. Set BEDROCK_REGION (for example eu-central-1), and BEDROCK_API_KEY or AWS credentials ' +
        '(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), and start again.',
    );
  }
  const credentials = credentialsOf(deps.environment);
  if (apiKey === '' && credentials === undefined) {
    throw new ModelNotConfigured(
      'There is nothing to sign calls of Amazon Bedrock with. Set BEDROCK_API_KEY, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and start again.',
    );
  }
  // Given always: the provider would otherwise take AWS_ENDPOINT_URL, where a laptop has its emulators.
  const baseURL = checkedAddress(
    'BEDROCK_ENDPOINT_URL',
    address || `https://bedrock-runtime.${region}.${suffix(region)}`,
  );
  // Imported when first used: an agent pays for its own provider only.
  const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
  const provider = createAmazonBedrock({
    region,
    baseURL,
    // An empty one is none; a missing one would be looked for in the process's environment.
    apiKey,
    fetch: deps.fetch,
    ...(credentials === undefined ? {} : { credentialProvider: async () => credentials }),
  });
  return modelWithoutKey(provider(modelId), apiKey);
}

function credentialsOf(environment: BedrockEnvironment) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = environment.AWS_SESSION_TOKEN;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

function suffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
