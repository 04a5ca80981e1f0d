import type { SessionHead } from '../domain/session/control-item.ts';
import { isClaudeOfBedrock } from './cache-points.ts';

/** What Claude's models take since Claude 3, and what is common elsewhere. */
const CLAUDE = 200_000;
const COMMON = 128_000;

/** Tokens that a conversation and its answer may have: as the registry says, else what is usual; undefined: no limit is known. */
export function contextTokensOf(model: SessionHead['model']): number | undefined {
  if (model.contextTokens !== undefined) return model.contextTokens;
  if (model.provider === 'scripted') return undefined;
  return model.provider === 'anthropic' || isClaudeOfBedrock(model) ? CLAUDE : COMMON;
}
