import * as z from 'zod';

/** How a state ended, or an execution: its output as JSON text, or an error. */
export const outcomeSchema = z.union([
  z.object({ output: z.string() }),
  z.object({ error: z.string(), cause: z.string() }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;
export type Failure = Extract<Outcome, { error: string }>;

export const isFailure = (outcome: Outcome): outcome is Failure => 'error' in outcome;

/** An error that neither Retry nor Catch can match, not even by States.ALL. */
export const isFinal = (error: string): boolean => error === 'States.Runtime' || error === 'States.DataLimitExceeded';

/** What the service says when data between states passes 256 KB; no Catch sees it. */
export const dataLimitExceeded = (state: string): Failure => ({
  error: 'States.DataLimitExceeded',
  cause: `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
});
