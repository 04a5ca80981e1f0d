import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Tokens } from '../domain/session/usage.ts';

/**
 * No answer has so many tokens: contexts end at some millions. More would, added up, be no whole number any more, and a session
 * that holds one can't be read again.
 */
const MOST_TOKENS = 1_000_000_000;

/**
 * The tokens of one answer as a session counts them; 0 for what a provider says as nonsense. `expected` counts for what it doesn't
 * say at all: where a budget is kept, an answer that nobody counts must not be free.
 */
export function tokensUsed(
  { inputTokens, outputTokens }: LanguageModelV4Usage,
  expected: Tokens = { inputTokens: 0, outputTokens: 0 },
): Tokens {
  const cached = counted(inputTokens.cacheRead);
  const written = counted(inputTokens.cacheWrite);
  return {
    inputTokens: counted(inputTokens.total ?? expected.inputTokens),
    outputTokens: counted(outputTokens.total ?? expected.outputTokens),
    ...(cached > 0 && { cachedInputTokens: cached }),
    ...(written > 0 && { cacheWriteTokens: written }),
  };
}

function counted(total: number | undefined): number {
  return total === undefined || !Number.isFinite(total) ? 0 : Math.min(MOST_TOKENS, Math.max(0, Math.round(total)));
}
