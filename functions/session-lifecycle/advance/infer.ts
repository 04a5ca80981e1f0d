import { callableTools } from '../../../shared/domain/agent/callable-tools.ts';
import { activeShareMs } from '../../../shared/domain/session/budget.ts';
import type { ModelAnswer, Refusal } from '../../../shared/domain/session/command.ts';
import type { ProposedCall } from '../../../shared/domain/session/control-item.ts';
import type { Failure } from '../../../shared/domain/session/error-category.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { INLINE_BYTES, type StoredText } from '../../../shared/domain/session/stored-text.ts';
import { costOf } from '../../../shared/domain/session/token-prices.ts';
import { EmptyAnswer } from '../../../shared/model-providers/empty-answer.ts';
import { modelFailure } from '../../../shared/model-providers/model-failure.ts';
import { splitContent } from '../../../shared/model-providers/split-content.ts';
import { tokensUsed } from '../../../shared/model-providers/tokens-used.ts';
import { allDone } from '../../../shared/runtime/all-done.ts';
import { derivedId } from '../../../shared/runtime/derived-id.ts';
import type { IdKind } from '../../../shared/runtime/new-id.ts';
import { type Asked, askModel } from './ask-model.ts';
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
  const { clock, breaker } = drive.deps;
  const waitMs = breaker.waitMs(drive.control.head.model);
  if (waitMs > 0) return holdOff(drive, waitMs);
  const loaded = drive.loaded ?? (await loadSession(drive));
  const began = clock.now();
  let asked: Asked;
  try {
    // A call is given up after what is left of maxActiveSeconds.
    asked = await askModel(drive, loaded, Math.min(timeMs, LONGEST_CALL_MS, activeShareMs(drive.control, 1)));
  } catch (error) {
    return afterFailure(drive, error, clock.now() - began);
  }
  breaker.answered(drive.control.head.model);
  const answer = await toAnswer(drive, loaded, asked, clock.now() - began);
  const { run, claim } = drive;
  const hold = !fits(drive, answer.recorded.calls, loaded);
  const refused = await persistently(drive, () =>
    write(drive, { type: 'record_answer', run, claim, turn: answer.turn, hold, answer: answer.recorded }),
  );
  if (refused !== undefined) return refused;
  loaded.leftOut = asked.leftOut;
  await noteAnswer(drive, loaded, seq, answer);
  return undefined;
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

async function toAnswer(drive: Drive, { definition }: Loaded, { result, compacted }: Asked, activeMs: number) {
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
  const usage = tokensUsed(result.usage, expectedTokens(drive, split.stored));
  const recorded: ModelAnswer = {
    content,
    text,
    usage,
    costUsd: costOf(usage, head.model.prices),
    stopReason: result.finishReason.raw ?? result.finishReason.unified,
    isCut: result.finishReason.unified === 'length',
    compacted,
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
  const { breaker, clock } = drive.deps;
  const { model } = drive.control.head;
  const failed = modelFailure(error, { ...model, now: clock.now() });
  if (!failed.retry || failed.nonsense === true) breaker.answered(model);
  else breaker.failed(model, failed.retryAfterMs);
  const spent = error instanceof EmptyAnswer ? spentBy(drive, error) : undefined;
  if (!failed.retry && spent === undefined) {
    return failSession(drive, failed.tooLong === true ? tooLong(failed.failure) : failed.failure);
  }
  const message = failed.retry ? failed.message : failed.failure.message;
  const { run, claim } = drive;
  const refused = await write(drive, {
    ...{ type: 'record_failed_attempt', run, holder: claim.holder, message, activeMs, spent },
  });
  // The time that the failed call took may have been the last of the session's budget.
  if (isTerminal(drive.control.status)) return refused;
  if (!failed.retry) return refused ?? failSession(drive, failed.failure);
  const { retryAfterMs: afterMs, nonsense = false } = failed;
  return refused ?? { tryLater: { afterMs, nonsense, message } };
}

/** What a call is taken to have cost when its provider doesn't tell: what was reserved for its input, and a token for 2 bytes of output. */
function expectedTokens({ control: { reserved } }: Drive, output: string) {
  if (reserved === undefined) return undefined;
  const outputTokens = Math.min(reserved.outputTokens, Math.ceil(Buffer.byteLength(output) / 2));
  return { inputTokens: reserved.tokens - reserved.outputTokens, outputTokens };
}

function spentBy(drive: Drive, { usage }: EmptyAnswer) {
  const tokens = tokensUsed(usage, expectedTokens(drive, ''));
  return { usage: tokens, costUsd: costOf(tokens, drive.control.head.model.prices) };
}

/** Others found the model failing again and again: no call is made, and the trace says once why. */
async function holdOff(drive: Drive, waitMs: number): Promise<Refusal | 'gone' | TryLater> {
  const { provider, modelId } = drive.control.head.model;
  const message = `The model "${modelId}" of "${provider}" fails again and again; it is asked again when it has had time to recover.`;
  const { run, claim, control } = drive;
  const isTold = control.entries.some(
    (entry) => entry.kind === 'REASONING' && entry.seq === control.inference && entry.error !== undefined,
  );
  const refused = isTold
    ? undefined
    : await write(drive, {
        ...{ type: 'record_failed_attempt', run, holder: claim.holder, message, activeMs: 0, held: true },
      });
  // Not all at the same moment.
  const afterMs = waitMs * (1 + drive.deps.random() / 4);
  return refused ?? { tryLater: { afterMs, nonsense: false, message } };
}

function tooLong({ category, message }: Failure): Failure {
  return {
    category,
    message: `${message} Its oldest parts were left out as far as they can be, and it is too long still.`.slice(
      0,
      2_000,
    ),
  };
}

export function failSession(drive: Drive, failure: Failure) {
  return write(drive, { type: 'fail', run: drive.run, holder: drive.claim.holder, failure });
}
