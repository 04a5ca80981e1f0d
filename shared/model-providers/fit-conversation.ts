import type { LanguageModelV4FunctionTool, LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { Compacted, LeftOut } from '../domain/session/compacted.ts';
import { type ConversationEntry, conversation } from './conversation.ts';

/** Bytes of UTF-8 a token, about: 4 in English, 3 in JSON and in most other scripts. */
const BYTES_PER_TOKEN = 3.5;
/** A conversation is compacted when it passes this share of the context … */
const FULL = 0.8;
/** … down to this share of that: not every turn, so that the provider's cache of its beginning keeps being hit. */
const DOWN_TO = 0.625;
/** The answer may need this share of the context, and not more of it, for itself. */
const MOST_FOR_ANSWER = 0.75;
/** How much of each output of the last turn is shown when nothing else is left to leave out, in bytes. */
const LAST_OUTPUT_BYTES = [16_384, 4_096, 1_024];
/** After a provider found a conversation too long, whatever the estimate said, it is cut to this share. */
const HARDER = 0.5;

type Session = { prompt: string; entries: readonly ConversationEntry[] };
type Limits = {
  tools: readonly LanguageModelV4FunctionTool[];
  /** Undefined: it is not known, nothing is left out. */
  contextTokens: number | undefined;
  maxOutputTokens: number | undefined;
  /** The provider said that the conversation is too long. */
  harder?: boolean;
};
export type Fitted = { prompt: LanguageModelV4Prompt; leftOut: LeftOut; compacted?: Compacted };

export const NOTHING_LEFT_OUT: LeftOut = { outputsThrough: 0, turnsThrough: 0 };

/**
 * The conversation as its model has room for it: past 80 % of the context the oldest outputs of tools are left out, then the
 * oldest turns, then the ends of the last outputs. The same entries are always compacted alike.
 */
export function fitConversation(session: Session, leftOut: LeftOut, limits: Limits): Fitted {
  const shown = (left: LeftOut) => conversation({ ...session, leftOut: left });
  const prompt = shown(leftOut);
  const { contextTokens, harder = false } = limits;
  if (contextTokens === undefined && !harder) return { prompt, leftOut };
  const toolBytes = bytesOf(limits.tools);
  const tokensOf = (messages: LanguageModelV4Prompt) => Math.ceil((bytesOf(messages) + toolBytes) / BYTES_PER_TOKEN);
  const before = tokensOf(prompt);
  const most = mostTokens(contextTokens, limits.maxOutputTokens);
  if (before <= most && !harder) return { prompt, leftOut };
  const steps = stepsFrom(leftOut, session.entries);
  const target = Math.min(most * DOWN_TO, harder ? before * HARDER : Number.POSITIVE_INFINITY);
  const next = steps[firstThat(steps.length, (at) => tokensOf(shown(steps[at] ?? leftOut)) <= target)];
  if (next === undefined) return { prompt, leftOut };
  const shorter = shown(next);
  const after = tokensOf(shorter);
  if (after >= before) return { prompt, leftOut };
  const leftOutCharacters = JSON.stringify(prompt).length - JSON.stringify(shorter).length;
  const compacted = { leftOut: next, leftOutCharacters, estimatedTokensBefore: before, estimatedTokensAfter: after };
  return { prompt: shorter, leftOut: next, compacted };
}

function mostTokens(contextTokens = Number.POSITIVE_INFINITY, forAnswer = 0): number {
  const left = contextTokens - Math.min(forAnswer, contextTokens * MOST_FOR_ANSWER);
  return Math.min(contextTokens * FULL, left);
}

/** What can be left out beyond what is already, less before more; the last turn is never left out whole. */
function stepsFrom(from: LeftOut, entries: readonly ConversationEntry[]): LeftOut[] {
  const last = Math.max(0, ...entries.map(({ turn }) => turn)) - 1;
  const turns = Array.from({ length: Math.max(0, last) }, (_, index) => index + 1);
  const outputs = turns.filter((turn) => turn > from.outputsThrough).map((turn) => ({ ...from, outputsThrough: turn }));
  const allOutputs = { ...from, outputsThrough: Math.max(from.outputsThrough, last) };
  const whole = turns.filter((turn) => turn > from.turnsThrough).map((turn) => ({ ...allOutputs, turnsThrough: turn }));
  const allTurns = { ...allOutputs, turnsThrough: Math.max(from.turnsThrough, last) };
  const { outputBytes = Number.POSITIVE_INFINITY } = from;
  const cut = LAST_OUTPUT_BYTES.filter((bytes) => bytes < outputBytes).map((bytes) => ({
    ...allTurns,
    outputBytes: bytes,
  }));
  return [...outputs, ...whole, ...cut];
}

/** The first of so many at which something holds that holds from there on; the last one when it never does. */
function firstThat(count: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
