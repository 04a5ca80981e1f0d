import middy from '@middy/core';
import type { Invocation } from '../shared/runtime/invocation.ts';
import { awsDependencies } from './aws-dependencies.ts';
import type { Dependencies } from './dependencies.ts';

type LambdaContext = { awsRequestId: string; getRemainingTimeInMillis: () => number };

/** Makes a Lambda handler: dependencies are built once, when the first event arrives. */
export function lambda<Result>(
  handlerWith: (deps: Dependencies) => (event: unknown, invocation: Invocation) => Promise<Result>,
) {
  let handle: ReturnType<typeof handlerWith> | undefined;
  return middy<unknown, Result, Error, LambdaContext>().handler(async (event: unknown, context: LambdaContext) => {
    const deps = awsDependencies();
    handle ??= handlerWith(deps);
    const remainingMs = () => context.getRemainingTimeInMillis();
    try {
      return await handle(event, { requestId: context.awsRequestId, remainingMs });
    } finally {
      await deps.flushTelemetry(remainingMs());
    }
  });
}
