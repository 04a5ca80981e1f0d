import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Tokens } from '../domain/session/usage.ts';

/** The tokens of one answer as a session counts them; 0 for what a provider doesn't say, or says as nonsense. */
export function tokensUsed(usage: LanguageModelV4Usage): Tokens {
  return { inputTokens: counted(usage.inputTokens.total), outputTokens: counted(usage.outputTokens.total) };
}

function counted(total: number | undefined): number {
  return total === undefined || !Number.isFinite(total) ? 0 : Math.max(0, Math.round(total));
}
