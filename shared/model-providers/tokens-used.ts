import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Tokens } from '../domain/session/usage.ts';

/**
 * No answer has so many tokens: contexts end at some millions. More would, added up, be no whole number any more, and a session
 * that holds one can't be read again.
 */
const MOST_TOKENS = 1_000_000_000;

/** The tokens of one answer as a session counts them; 0 for what a provider doesn't say, or says as nonsense. */
export function tokensUsed({ inputTokens, outputTokens }: LanguageModelV4Usage): Tokens {
  const cached = counted(inputTokens.cacheRead);
  const written = counted(inputTokens.cacheWrite);
  return {
    inputTokens: counted(inputTokens.total),
    outputTokens: counted(outputTokens.total),
    ...(cached > 0 && { cachedInputTokens: cached }),
    ...(written > 0 && { cacheWriteTokens: written }),
  };
}

function counted(total: number | undefined): number {
  return total === undefined || !Number.isFinite(total) ? 0 : Math.min(MOST_TOKENS, Math.max(0, Math.round(total)));
}
