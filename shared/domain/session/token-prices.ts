import * as z from 'zod';
import type { Tokens } from './usage.ts';

const usdPerMillion = z.number().nonnegative().max(1_000_000);

/** What a model's tokens cost, in US dollars per million; as its provider's price list has it. */
export const tokenPricesSchema = z.strictObject({
  input: usdPerMillion,
  output: usdPerMillion,
  /** Input read from the provider's prompt cache; as `input` when absent. */
  cachedInput: usdPerMillion.optional(),
  /** Input written to the provider's prompt cache; as `input` when absent. */
  cacheWrite: usdPerMillion.optional(),
});
export type TokenPrices = z.infer<typeof tokenPricesSchema>;

/** US dollars for the tokens; null when the model has no prices. */
export function costOf(tokens: Tokens, prices: TokenPrices | undefined): number | null {
  if (prices === undefined) return null;
  const { inputTokens, outputTokens, cachedInputTokens: cached = 0, cacheWriteTokens: written = 0 } = tokens;
  const plain = Math.max(0, inputTokens - cached - written);
  const { input, output, cachedInput = input, cacheWrite = input } = prices;
  return (plain * input + cached * cachedInput + written * cacheWrite + outputTokens * output) / 1_000_000;
}
