import type { Clock } from '../../../../shared/runtime/clock.ts';
import { GIVEN_UP } from '../../../../shared/runtime/given-up.ts';
import type { Answer } from './answer.ts';
import type { HttpApiEvent, HttpApiHandler, LambdaContext } from './http-api-event.ts';
import { readLambdaResult } from './lambda-result.ts';
import { problemAnswer } from './problem-answer.ts';

/** API Gateway gives up after 30 s; the functions behind it have one second less, so that they answer themselves. */
export const TIME_LIMIT_MS = 29_000;

const TIMED_OUT = Symbol('no answer within the time limit');

export type Invocation = {
  handler: HttpApiHandler;
  functionName: string;
  event: HttpApiEvent;
  clock: Clock;
  onError: (error: unknown, requestId: string) => void;
};

/** Runs a handler as Lambda behind the gateway would; whatever it does, there is an answer. */
export async function invokeHandler({ handler, functionName, event, clock, onError }: Invocation): Promise<Answer> {
  const { requestId } = event.requestContext;
  try {
    const context = lambdaContext({ functionName, requestId, clock });
    const result = await withinTimeLimit(() => handler(event, context), clock);
    if (result !== TIMED_OUT) return readLambdaResult(result);
    return problemAnswer('UNAVAILABLE', {
      detail: `There was no answer within ${TIME_LIMIT_MS / 1000} s. Try again.`,
    });
  } catch (error) {
    onError(error, requestId);
    return problemAnswer('INTERNAL', { detail: `The request failed inside the server. Its id is ${requestId}.` });
  }
}

async function withinTimeLimit(work: () => Promise<unknown>, clock: Clock): Promise<unknown> {
  const timer = new AbortController();
  try {
    return await Promise.race([work(), clock.delay(TIME_LIMIT_MS, timer.signal).then(() => TIMED_OUT)]);
  } finally {
    timer.abort(GIVEN_UP);
  }
}

function lambdaContext({
  functionName,
  requestId,
  clock,
}: {
  functionName: string;
  requestId: string;
  clock: Clock;
}): LambdaContext {
  const deadline = clock.now() + TIME_LIMIT_MS;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
  };
}
