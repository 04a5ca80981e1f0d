import { APICallError, type LanguageModelV4 } from '@ai-sdk/provider';

/** The model, without its key in what it throws: some endpoints quote the key that they refuse, and whoever reads the error must not get it. */
export function modelWithoutKey(model: LanguageModelV4, apiKey: string | undefined): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doGenerate: (options) => withoutKey(() => model.doGenerate(options), apiKey),
    doStream: (options) => withoutKey(() => model.doStream(options), apiKey),
  };
}

async function withoutKey<T>(call: () => PromiseLike<T>, apiKey: string | undefined): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw apiKey !== undefined && apiKey !== '' && APICallError.isInstance(error) ? cleaned(error, apiKey) : error;
  }
}

function cleaned(error: APICallError, apiKey: string): APICallError {
  const clean = (text: string) => text.replaceAll(apiKey, '[removed]');
  const { url, requestBodyValues, statusCode, responseHeaders, responseBody, isRetryable, cause } = error;
  return new APICallError({
    message: clean(error.message),
    url,
    requestBodyValues,
    isRetryable,
    cause,
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(responseHeaders === undefined ? {} : { responseHeaders }),
    ...(responseBody === undefined ? {} : { responseBody: clean(responseBody) }),
  });
}
