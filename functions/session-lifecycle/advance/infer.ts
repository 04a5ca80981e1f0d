import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { callableTools } from '../../../shared/domain/agent/callable-tools.ts';
import type { ModelAnswer, Refusal } from '../../../shared/domain/session/command.ts';
import type { ProposedCall } from '../../../shared/domain/session/control-item.ts';
import type { Failure } from '../../../shared/domain/session/error-category.ts';
import { INLINE_BYTES, type StoredText } from '../../../shared/domain/session/stored-text.ts';
import { costOf } from '../../../shared/domain/session/token-prices.ts';
import { callSettings } from '../../../shared/model-providers/call-settings.ts';
import { conversation } from '../../../shared/model-providers/conversation.ts';
import { modelFailure } from '../../../shared/model-providers/model-failure.ts';
import { splitContent } from '../../../shared/model-providers/split-content.ts';
import { tokensUsed } from '../../../shared/model-providers/tokens-used.ts';
import { toolDefinitions } from '../../../shared/model-providers/tool-definitions.ts';
import { allDone } from '../../../shared/runtime/all-done.ts';
import { derivedId } from '../../../shared/runtime/derived-id.ts';
import type { IdKind } from '../../../shared/runtime/new-id.ts';
import { timeLimit } from '../../../shared/tool-runners/time-limit.ts';
import { type Drive, type Loaded, RESERVE_MS, write } from './drive.ts';
import { loadSession, toConversation } from './load-session.ts';
import { persistently } from './persistently.ts';
import { proposeCall } from './propose-calls.ts';

/** Texts of a turn's calls stay within about this many bytes of the control item together (I19: at most 100 KB). */
const CALLS_INLINE_BYTES = 24_576;
/** A model call is given up after this long, in milliseconds. */
const LONGEST_CALL_MS = 600_000;

/** What a failed model call asks for: another try later. `nonsense`: an answer came, and could not be understood. */
export type TryLater = { tryLater: { afterMs: number | undefined; nonsense: boolean; message: string } };

/** One model call: the answer is recorded, and while RUNNING its calls are claimed in the same write. */
export async function infer(
  drive: Drive,
  seq: number,
  timeMs: number,
): Promise<Refusal | 'gone' | TryLater | undefined> {
  const { clock } = drive.deps;
  const loaded = drive.loaded ?? (await loadSession(drive));
  const began = clock.now();
  let result: LanguageModelV4GenerateResult;
  try {
    result = await askModel(drive, loaded, Math.min(timeMs, LONGEST_CALL_MS));
  } catch (error) {
    return afterFailure(drive, error, clock.now() - began);
  }
  const answer = await toAnswer(drive, loaded, result, clock.now() - began);
  const { run, claim } = drive;
  const hold = !fits(drive, answer.recorded.calls, loaded);
  const refused = await persistently(drive, () =>
    write(drive, { type: 'record_answer', run, claim, turn: answer.turn, hold, answer: answer.recorded }),
  );
  if (refused === undefined) await noteAnswer(drive, loaded, seq, answer);
  return refused;
}

/** Calls that this invocation can't see through are left to the next one: it would be cut off in the middle of them. */
function fits(drive: Drive, calls: readonly ProposedCall[], { definition }: Loaded): boolean {
  const asked = callableTools(definition.tools).filter(({ name }) => calls.some(({ toolName }) => toolName === name));
  const longestMs = Math.max(0, ...asked.map(({ tool }) => tool.timeoutSeconds * 1_000));
  return drive.remainingMs() >= longestMs + RESERVE_MS;
}

/** The answer, and the calls that failed before they began, are part of what the model is shown next. */
async function noteAnswer(
  drive: Drive,
  { said }: Loaded,
  seq: number,
  { turn, content }: { turn: number; content: string },
) {
  said.set(seq, { kind: 'REASONING', turn, content });
  const read = (stored: StoredText) => drive.deps.texts.read(drive.key, stored);
  const calls = drive.control.entries.filter((entry) => entry.kind === 'TOOL_CALL' && entry.turn === turn);
  for (const each of await Promise.all(calls.map((entry) => toConversation(entry, read)))) {
    for (const [callSeq, entry] of each) said.set(callSeq, entry);
  }
}

async function askModel(drive: Drive, loaded: Loaded, timeMs: number): Promise<LanguageModelV4GenerateResult> {
  const { definition, prompt, inputs, said } = loaded;
  const model = await drive.deps.resolveModel(definition.model);
  const attempt = drive.control.turns + drive.control.failedAttempts;
  const limit = timeLimit({ clock: drive.deps.clock, ms: timeMs });
  try {
    return await model.doGenerate({
      ...callSettings(definition.model),
      prompt: conversation({ prompt, entries: [...said.values()] }),
      tools: toolDefinitions(definition.tools),
      providerOptions: { scripted: { attempt, inputs: JSON.parse(JSON.stringify(inputs)) } },
      abortSignal: limit.signal,
    });
  } finally {
    limit.end();
  }
}

async function toAnswer(drive: Drive, { definition }: Loaded, result: LanguageModelV4GenerateResult, activeMs: number) {
  const { texts } = drive.deps;
  const store = (text: string, inlineBytes?: number) =>
    persistently(drive, () => texts.store(drive.key, text, inlineBytes));
  const turn = drive.control.turns + 1;
  const split = splitContent(result.content, turn);
  const inlineBytes = Math.min(INLINE_BYTES, Math.floor(CALLS_INLINE_BYTES / Math.max(1, 2 * split.calls.length)));
  const [content, text, inputs] = await allDone([
    store(split.stored),
    store(split.text),
    allDone(split.calls.map((call) => store(call.input, inlineBytes))),
  ] as const);
  const { head } = drive.control;
  const askedAt = drive.deps.clock.now();
  const calls = await allDone(
    split.calls.map((call) => {
      const idFor = (kind: IdKind) =>
        derivedId(kind, askedAt, head.tenantId, head.sessionId, `${turn}`, `${call.index}`);
      const input = inputs[call.index] ?? { text: call.input };
      return proposeCall({ call, input, definition, head, idFor, store: (request) => store(request, inlineBytes) });
    }),
  );
  const usage = tokensUsed(result.usage);
  const recorded: ModelAnswer = {
    content,
    text,
    usage,
    costUsd: costOf(usage, head.model.prices),
    stopReason: result.finishReason.raw ?? result.finishReason.unified,
    calls,
    activeMs,
  };
  return { recorded, turn, content: split.stored };
}

/** Throttled or down: tried again later, never a failed session by itself. Refused: the session can't go on. */
async function afterFailure(
  drive: Drive,
  error: unknown,
  activeMs: number,
): Promise<Refusal | 'gone' | TryLater | undefined> {
  const failed = modelFailure(error, { ...drive.control.head.model, now: drive.deps.clock.now() });
  if (!failed.retry) return failSession(drive, failed.failure);
  const refused = await write(drive, {
    type: 'record_failed_attempt',
    run: drive.run,
    holder: drive.claim.holder,
    message: failed.message,
    activeMs,
  });
  const { retryAfterMs: afterMs, nonsense = false, message } = failed;
  return refused ?? { tryLater: { afterMs, nonsense, message } };
}

export function failSession(drive: Drive, failure: Failure) {
  return write(drive, { type: 'fail', run: drive.run, holder: drive.claim.holder, failure });
}
