import * as z from 'zod';
import { outcomeSchema } from './outcome.ts';

/**
 * How far the task of a state is: what is needed to go on after a restart, and nothing else.
 * INVOKING: the Lambda was called and has not answered (it is called again, with the same token: at least once, as on AWS).
 * WAITING: the Lambda has answered, the token has not come back. SETTLED: it has. RETRYING: until the next attempt.
 * TIMER: a Wait state. NESTED: inside Parallel or Map, which can't be resumed.
 */
export const progressSchema = z.object({
  phase: z.enum(['INVOKING', 'WAITING', 'SETTLED', 'RETRYING', 'TIMER', 'NESTED']),
  /** When the state was entered, ms. */
  enteredAt: z.number(),
  /** When the phase ends by itself, ms: the attempt's timeout, the next attempt, the end of the wait. */
  dueAt: z.number(),
  token: z.string().optional(),
  /** Attempts before this one: `$$.State.RetryCount`. */
  retryCount: z.number(),
  /** How often each retrier was used. */
  used: z.array(z.number()),
  outcome: outcomeSchema.optional(),
});
export type Progress = z.infer<typeof progressSchema>;
