import * as z from 'zod';
import { leftOf } from './budget.ts';
import type { ControlItem, SessionHead } from './control-item.ts';
import type { ToolCallEntry } from './entry.ts';
import type { Failure } from './error-category.ts';
import { budgetSpent } from './spent-budget.ts';
import type { StoredText } from './stored-text.ts';
import { costOf, type TokenPrices } from './token-prices.ts';

/** Of the text that is new to the model a token is taken to be so many bytes; it is 3 to 4 in English, 2 to 3 in JSON. */
const BYTES_PER_TOKEN = 2;
/** What a call's result costs beside its text, in tokens: names, ids, a warning. */
const TOKENS_PER_RESULT = 64;
/** Of an output the model is shown no more (model-providers/tool-result-for-model.ts). */
const MOST_SHOWN_BYTES = 65_536;
/** An answer may be so long when the agent does not say it, in tokens; models of the last years can write as much. */
export const USUAL_OUTPUT_TOKENS = 8_192;
/** No model writes as much: a setting beyond it would leave the numbers that are exact. */
const MOST_OUTPUT_TOKENS = 10_000_000;
/** A model call that may write less than this is not made, in tokens. */
export const SMALLEST_OUTPUT_TOKENS = 64;

/** What the model call under way may spend at most: kept from before it is made until it is recorded. */
export const reservationSchema = z.object({
  tokens: z.number().int().nonnegative(),
  costUsd: z.number().nonnegative(),
  /** The model is told to write no more. */
  outputTokens: z.number().int().positive(),
  /** The budget that lets it write less than the agent would. */
  cutBy: z.enum(['maxTokens', 'maxCostUsd']).optional(),
});
export type Reservation = z.infer<typeof reservationSchema>;

/** The worst case of the next model call; a failure when not even a short answer would fit; undefined when nothing counts it. */
export function reserveInference(control: ControlItem): Reservation | Failure | undefined {
  const { head } = control;
  const { limits, model, dailyBlock } = head;
  if (limits.maxTokens === undefined && limits.maxCostUsd === undefined && dailyBlock === undefined) return undefined;
  const input = expectedInput(control);
  const wanted = Math.min(model.maxOutputTokens ?? USUAL_OUTPUT_TOKENS, MOST_OUTPUT_TOKENS);
  const least = Math.min(SMALLEST_OUTPUT_TOKENS, wanted);
  const left = leftOf(control);
  const byTokens = left.tokens - input;
  const byCost = affordable(left.costUsd, input, model.prices);
  if (byTokens < least) return budgetSpent(control, 'maxTokens', input + least);
  if (byCost < least) return budgetSpent(control, 'maxCostUsd', worstCost(input, least, model.prices));
  const outputTokens = Math.floor(Math.min(wanted, byTokens, byCost));
  const cutBy = outputTokens === wanted ? {} : ({ cutBy: byCost < byTokens ? 'maxCostUsd' : 'maxTokens' } as const);
  return {
    tokens: input + outputTokens,
    costUsd: worstCost(input, outputTokens, model.prices),
    outputTokens,
    ...cutBy,
  };
}

/** Tokens that the next model call reads: what the last one read and wrote, and the results since. */
function expectedInput({ head, context, turns, usage }: ControlItem): number {
  if (context !== undefined) return context;
  // Of an item from before this was counted: no less than what the last call read.
  if (turns > 0) return usage.inputTokens + usage.outputTokens;
  return tokensIn(head.contextBytes ?? bytesOf(head.prompt) + bytesOf(head.definition));
}

/** Counts the result of a settled call into what the next model call reads. */
export function countResult(
  control: ControlItem,
  { output, error, warning }: Pick<ToolCallEntry, 'output' | 'error' | 'warning'>,
): void {
  if (control.context === undefined) return;
  const shown = output === undefined ? 0 : Math.min(MOST_SHOWN_BYTES, bytesOf(output));
  const told = (error?.message.length ?? 0) + (warning?.length ?? 0);
  control.context += tokensIn(shown + told) + TOKENS_PER_RESULT;
}

/** How many tokens of output the money pays for, after the input; infinite when they cost nothing. */
function affordable(costUsd: number, input: number, prices: TokenPrices | undefined): number {
  if (prices === undefined || costUsd === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const left = costUsd - worstCost(input, 0, prices);
  if (left < 0) return Number.NEGATIVE_INFINITY;
  return prices.output === 0 ? Number.POSITIVE_INFINITY : (left / prices.output) * 1_000_000;
}

/** All of the input at the higher of its prices: nobody knows before what a provider takes from its cache. */
function worstCost(inputTokens: number, outputTokens: number, prices: TokenPrices | undefined): number {
  const isDearToKeep = prices?.cacheWrite !== undefined && prices.cacheWrite > prices.input;
  const cached = isDearToKeep ? { cacheWriteTokens: inputTokens } : {};
  return costOf({ inputTokens, outputTokens, ...cached }, prices) ?? 0;
}

function tokensIn(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

function bytesOf(stored: StoredText): number {
  return 'text' in stored ? new TextEncoder().encode(stored.text).length : stored.body.bytes;
}

/** The agent's own limit of an answer, as its model's settings have it. */
export function maxOutputTokensOf(
  settings: Record<string, unknown> | undefined,
): Pick<SessionHead['model'], 'maxOutputTokens'> {
  const { maxOutputTokens } = settings ?? {};
  return Number.isInteger(maxOutputTokens) && typeof maxOutputTokens === 'number' && maxOutputTokens > 0
    ? { maxOutputTokens }
    : {};
}
