import * as z from 'zod';

/** Tokens of one model call, or of a whole session. */
export const tokensSchema = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
});
export type Tokens = z.infer<typeof tokensSchema>;
