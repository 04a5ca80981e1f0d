import type { FunctionName } from '../../builders/an-in-process-product.ts';

/** What CDK gives the functions; the tests of the deployment hold it to this. */
export const MEMORY_MB: Record<FunctionName, number> = { command: 1_024, advance: 1_024, park: 512 };

/**
 * The model of a function's time, where a laptop can't measure it: how often it waits for DynamoDB one after the other, how often it
 * calls another service, and what it computes itself. Cold starts are left out: one in some hundred invocations.
 */
export const MODEL = {
  /** For DynamoDB, milliseconds a request: single-digit is what AWS promises. */
  dynamoDbMs: 5,
  /** The same for Step Functions and EventBridge. */
  otherCallMs: 15,
  /** Of an invocation: parsing, checking, JSON, the SDK. */
  ownMs: 10,
};

export type Invocation = {
  name: FunctionName;
  /** Waits for DynamoDB, one after the other. */
  waits: number;
  /** Calls of Step Functions and EventBridge, as if each waited for the one before. */
  otherCalls: number;
};

/** GB-seconds of these invocations; the model's time is Advance's, which waits for it. */
export function gbSecondsOf(invocations: readonly Invocation[], modelSeconds: number): number {
  const own = invocations.reduce((sum, { name, waits, otherCalls }) => {
    const ms = MODEL.ownMs + waits * MODEL.dynamoDbMs + otherCalls * MODEL.otherCallMs;
    return sum + (MEMORY_MB[name] / 1_024) * (ms / 1_000);
  }, 0);
  return own + (MEMORY_MB.advance / 1_024) * modelSeconds;
}
