import * as z from 'zod';

/** Tokens of one model call, or of a whole session. */
export const tokensSchema = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  /** Of the input tokens: read from the provider's prompt cache. Absent: the provider doesn't say, or none were. */
  cachedInputTokens: z.number().int().nonnegative().optional(),
  /** Of the input tokens: written to the provider's prompt cache. */
  cacheWriteTokens: z.number().int().nonnegative().optional(),
});
export type Tokens = z.infer<typeof tokensSchema>;

export function addTokens(one: Tokens, other: Tokens): Tokens {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    ...sumOf('cachedInputTokens', one, other),
    ...sumOf('cacheWriteTokens', one, other),
  };
}

function sumOf(name: 'cachedInputTokens' | 'cacheWriteTokens', one: Tokens, other: Tokens): Partial<Tokens> {
  const sum = (one[name] ?? 0) + (other[name] ?? 0);
  return sum === 0 ? {} : { [name]: sum };
}
