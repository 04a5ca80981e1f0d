import type { LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { InvokeFunction } from './run-lambda-tool.ts';

/**
 * Invokes functions with a client that is made at the first call, so that only agents with `lambda` tools pay for it. The SDK
 * repeats nothing: it can't know whether the function ran.
 */
export function lambdaInvoker(config: LambdaClientConfig = {}): InvokeFunction {
  let client: LambdaClient | undefined;
  return async (input, options) => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    client ??= new LambdaClient({ ...config, maxAttempts: 1 });
    return client.send(new InvokeCommand(input), options);
  };
}
