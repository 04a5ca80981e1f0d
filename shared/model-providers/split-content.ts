import type { LanguageModelV4Content, LanguageModelV4ToolCall } from '@ai-sdk/provider';
import { contentText } from '../domain/session/model-content.ts';
import { withoutHalfEscapes } from '../domain/session/without-half-escapes.ts';

/** One call that a model asked for. */
export type AskedCall = {
  /** Position among the calls of the turn, from 0. */
  index: number;
  /** Unique in its turn; the model's own where that is usable. */
  callId: string;
  toolName: string;
  /** The arguments as the model wrote them, JSON or not; half characters are U+FFFD, escaped ones too. */
  input: string;
  /** On the last call that is kept: how many more the turn asked for. Absent: none. */
  leftOut?: number;
};

export type SplitContent = {
  /** The answer's parts as JSON text, without the calls' inputs: those are the calls' own. */
  stored: string;
  calls: AskedCall[];
  text: string;
  reasoning: string;
};

/** Printable ASCII, as every provider's ids are (`call_…`, `toolu_…`, `functions.name:0`). */
const USABLE_ID = /^[\x21-\x7e]{1,128}$/;
/** Of a turn with more calls the rest is left out: each is an entry of the session, and a thousand of them no item can hold. */
export const MOST_CALLS_KEPT = 64;
/** No tool has a longer name (64), a nonsense model may write any. */
const MAX_TOOL_NAME = 200;

/**
 * Takes a model's answer apart into what an entry keeps of it and the calls it asks for. Nothing is lost but what can't be
 * stored: lone surrogates become U+FFFD, bytes base64, names of tools end at 200 characters, and calls after 64.
 * Calls that the provider executed itself are no calls of ours and stay in `stored` whole.
 */
export function splitContent(answered: readonly LanguageModelV4Content[], turn: number): SplitContent {
  const content = withoutTheRest(answered);
  const calls = askedCalls(content.filter(isOurs), turn);
  const last = calls.at(-1);
  if (last !== undefined && content.length < answered.length) last.leftOut = answered.length - content.length;
  let next = 0;
  const parts = content.map((part) => {
    const call = isOurs(part) ? calls[next++] : undefined;
    return call === undefined ? part : { ...part, toolCallId: call.callId, toolName: call.toolName, input: undefined };
  });
  return { stored: JSON.stringify(storable(parts)), calls, ...contentText(content) };
}

function withoutTheRest(content: readonly LanguageModelV4Content[]): readonly LanguageModelV4Content[] {
  let calls = 0;
  return content.filter((part) => {
    if (!isOurs(part)) return true;
    calls += 1;
    return calls <= MOST_CALLS_KEPT;
  });
}

function isOurs(part: LanguageModelV4Content): part is LanguageModelV4ToolCall {
  return part.type === 'tool-call' && part.providerExecuted !== true;
}

function askedCalls(parts: LanguageModelV4ToolCall[], turn: number): AskedCall[] {
  const taken = new Set<string>();
  const own = parts.map(({ toolCallId }) => {
    if (!USABLE_ID.test(toolCallId) || taken.has(toolCallId)) return undefined;
    taken.add(toolCallId);
    return toolCallId;
  });
  return parts.map((part, index) => ({
    index,
    callId: own[index] ?? unusedId(`call_${turn}_${index}`, taken),
    toolName: part.toolName.toWellFormed().slice(0, MAX_TOOL_NAME).toWellFormed(),
    input: withoutHalfEscapes(part.input.toWellFormed()),
  }));
}

function unusedId(wanted: string, taken: Set<string>): string {
  const id = taken.has(wanted) ? unusedId(`${wanted}_`, taken) : wanted;
  taken.add(id);
  return id;
}

/** The value as JSON can hold it and DynamoDB takes it. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof URL) return value.href;
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), storable(inner)]));
}
