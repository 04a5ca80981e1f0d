import type {
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolCallPart,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import { callArguments } from '../domain/session/call-arguments.ts';
import type { LeftOut } from '../domain/session/compacted.ts';
import type { ToolCallEntry } from '../domain/session/entry.ts';
import type { Failure } from '../domain/session/error-category.ts';
import { type StoredPart, storedParts } from '../domain/session/model-content.ts';
import { toolResultForModel } from './tool-result-for-model.ts';

/** A call with its texts: the input as the model wrote it, the output as JSON text. */
export type ConversationCall = {
  kind: 'TOOL_CALL';
  turn: number;
  index: number;
  callId: string;
  toolName: string;
  input: string;
  state: ToolCallEntry['state'];
  output?: string | undefined;
  error?: Failure | undefined;
  /** What the model is told beside the result. */
  warning?: string | undefined;
};
/** An answer of the model: `content` is the text that `splitContent` gave as `stored`; `leftOut`: what it was not shown. */
type ConversationAnswer = { kind: 'REASONING'; turn: number; content: string; leftOut?: LeftOut | undefined };
export type ConversationEntry = ConversationAnswer | ConversationCall;

type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];
type Turn = { answers: ConversationAnswer[]; calls: ConversationCall[] };

/**
 * What the model is shown: the session's prompt, then turn by turn its own answer and the results of its calls.
 * The same entries give the same messages, and more entries only add to the end, so that a provider's prompt cache hits.
 * What is left out is said in its place.
 */
export function conversation(session: {
  prompt: string;
  entries: readonly ConversationEntry[];
  leftOut?: LeftOut;
}): LanguageModelV4Prompt {
  const { leftOut = { outputsThrough: 0, turnsThrough: 0 } } = session;
  const first: LanguageModelV4Message = {
    role: 'user',
    content: [{ type: 'text', text: session.prompt.toWellFormed() }, ...noteOn(leftOut)],
  };
  const shown = session.entries.filter(({ turn }) => turn > leftOut.turnsThrough);
  return [first, ...turnsOf(shown).flatMap((turn) => messagesOf(turn, leftOut))];
}

function noteOn({ turnsThrough }: LeftOut): { type: 'text'; text: string }[] {
  if (turnsThrough === 0) return [];
  const text = `(The first ${turnsThrough} turns of this conversation are left out here, because it grew too long.)`;
  return [{ type: 'text', text }];
}

function turnsOf(entries: readonly ConversationEntry[]): Turn[] {
  const turns = new Map<number, Turn>();
  for (const entry of entries) {
    const turn = turns.get(entry.turn) ?? { answers: [], calls: [] };
    turns.set(entry.turn, turn);
    if (entry.kind === 'REASONING') turn.answers.push(entry);
    else turn.calls.push(entry);
  }
  return [...turns].sort(([a], [b]) => a - b).map(([, turn]) => turn);
}

function messagesOf({ answers, calls }: Turn, leftOut: LeftOut): LanguageModelV4Message[] {
  const sorted = calls.toSorted((a, b) => a.index - b.index);
  const parts = answers.flatMap(({ content }) => storedParts(content));
  const { content, results } = assistantContent(parts, sorted, leftOut);
  // A provider refuses a message without content.
  if (content.length === 0) return [];
  const answer: LanguageModelV4Message = { role: 'assistant', content };
  return results.length === 0 ? [answer] : [answer, { role: 'tool', content: results }];
}

function assistantContent(parts: StoredPart[], calls: ConversationCall[], leftOut: LeftOut) {
  const content: AssistantContent = [];
  const results: LanguageModelV4ToolResultPart[] = [];
  const left = new Map(calls.map((call) => [call.callId, call]));
  for (const part of parts) {
    if (part.type !== 'tool-call') {
      content.push(...sentBack(part));
    } else if (part.providerExecuted !== true) {
      const call = left.get(part.toolCallId);
      left.delete(part.toolCallId);
      content.push({ ...callPart(call ?? { ...part, callId: part.toolCallId }), ...optionsOf(part) });
      results.push(call === undefined ? neverMade(part) : resultPart(call, leftOut));
    }
  }
  // Calls whose part is missing: the answer was too large to be kept whole.
  for (const call of left.values()) {
    content.push(callPart(call));
    results.push(resultPart(call, leftOut));
  }
  return { content, results };
}

/** An empty text says nothing and some providers refuse it, unless it carries a signature. */
function sentBack(part: Exclude<StoredPart, { type: 'tool-call' }>): AssistantContent {
  if (part.type === 'custom') return [{ type: 'custom', kind: part.kind, ...optionsOf(part) }];
  if (part.text === '' && part.providerMetadata === undefined) return [];
  return [{ type: part.type, text: part.text, ...optionsOf(part) }];
}

/**
 * Arguments that are no JSON object go back as an empty one: providers want an object, and templates of open models break
 * on anything else. The result then tells what was written.
 */
function callPart(call: { callId: string; toolName: string; input?: string }): LanguageModelV4ToolCallPart {
  const input = callArguments(call.input ?? '') ?? {};
  return { type: 'tool-call', toolCallId: call.callId, toolName: sayableName(call.toolName), input };
}

function resultPart(call: ConversationCall, leftOut: LeftOut): LanguageModelV4ToolResultPart {
  return {
    type: 'tool-result',
    toolCallId: call.callId,
    toolName: sayableName(call.toolName),
    output: toolResultForModel(call, shownBytes(call, leftOut)),
  };
}

/** How much of the output is shown; 0: it is left out. */
function shownBytes({ turn }: ConversationCall, { outputsThrough, outputBytes }: LeftOut): number | undefined {
  return turn <= outputsThrough ? 0 : outputBytes;
}

function neverMade(part: { toolCallId: string; toolName: string }): LanguageModelV4ToolResultPart {
  const output = { type: 'error-text', value: 'This call was not made.' } as const;
  return { type: 'tool-result', toolCallId: part.toolCallId, toolName: sayableName(part.toolName), output };
}

function optionsOf({ providerMetadata }: StoredPart) {
  return providerMetadata === undefined ? {} : { providerOptions: providerMetadata };
}

/** A name as providers accept it: a model may have called what can't be a tool's name, and has to hear that it failed. */
function sayableName(toolName: string): string {
  return toolName.replaceAll(/[^\w-]/g, '_').slice(0, 64) || 'unnamed';
}
