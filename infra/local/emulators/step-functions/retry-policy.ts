import * as z from 'zod';
import { isFinal } from './outcome.ts';

/** One retrier of a Retry field, with the defaults of the Amazon States Language. */
export const retrierSchema = z.object({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number().default(1),
  BackoffRate: z.number().default(2),
  MaxAttempts: z.number().default(3),
  MaxDelaySeconds: z.number().default(Number.POSITIVE_INFINITY),
  JitterStrategy: z.enum(['NONE', 'FULL']).default('NONE'),
});
export type Retrier = z.infer<typeof retrierSchema>;

export type RetryQuestion = {
  retriers: readonly Retrier[];
  error: string;
  /** How often each retrier has been used since the state was entered. */
  used: readonly number[];
  /** 0 to 1; scales the delay of a retrier with full jitter. */
  random: () => number;
};

/** Which retrier answers an error, and after how long. Undefined: none does, the state has failed. */
export function nextRetry({ retriers, error, used, random }: RetryQuestion) {
  const index = retriers.findIndex((retrier) => retrier.ErrorEquals.some((pattern) => matchesError(pattern, error)));
  const retrier = retriers[index];
  const attempts = used[index] ?? 0;
  if (retrier === undefined || attempts >= retrier.MaxAttempts) return undefined;
  const seconds = Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** attempts, retrier.MaxDelaySeconds);
  return { index, delayMs: Math.round(seconds * 1_000 * (retrier.JitterStrategy === 'FULL' ? random() : 1)) };
}

function matchesError(pattern: string, error: string): boolean {
  if (isFinal(error)) return false;
  if (pattern === 'States.ALL') return true;
  if (pattern === 'States.TaskFailed') return error !== 'States.Timeout';
  return pattern === error;
}
