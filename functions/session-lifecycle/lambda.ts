import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Invocation } from '../../shared/runtime/invocation.ts';
import { type LifecycleDeps, lifecycleDeps } from './lifecycle-deps.ts';

/** Makes a Lambda handler: dependencies are built once, when the first event arrives. */
export function lambda<Result>(
  handlerWith: (deps: LifecycleDeps) => (event: unknown, invocation: Invocation) => Promise<Result>,
) {
  let handle: ReturnType<typeof handlerWith> | undefined;
  return middy<unknown, Result>().handler(async (event: unknown, context: Context) => {
    handle ??= handlerWith(lifecycleDeps());
    return handle(event, { requestId: context.awsRequestId, remainingMs: () => context.getRemainingTimeInMillis() });
  });
}
