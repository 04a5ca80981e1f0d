import type { EntryResponse } from '../../../shared/contracts/entry-response-schema.ts';
import { rounded } from '../../../shared/domain/session/budget.ts';
import { parsedJson } from '../../../shared/domain/session/call-arguments.ts';
import type { Compacted } from '../../../shared/domain/session/compacted.ts';
import type { Link } from '../../../shared/domain/session/entry.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import {
  type Preview,
  readContent,
  type ShownEntry,
  type ShownReasoning,
  type ShownToolCall,
} from '../../../shared/storage/shown-entry.ts';
import { durationMs, isoTime } from './session-row.ts';

type ShownField = EntryResponse['truncated'][number];

/** Texts of the entry that were read whole; the others are shown as the item has them. */
export type WholeTexts = { input?: string; output?: string; content?: string; text?: string };

/** An entry of the Activity table as the API shows it to one caller. */
export function entryAnswer(
  entry: ShownEntry,
  isVisible: (link: Link) => boolean,
  whole: WholeTexts = {},
): EntryResponse {
  switch (entry.kind) {
    case 'REASONING':
      return reasoningAnswer(entry, whole);
    case 'TOOL_CALL':
      return toolCallAnswer(entry, isVisible, whole);
    case 'RESPONSE': {
      const { preview, truncated } = shown(entry.text, whole.text);
      return { ...commonOf(entry, truncated ? ['text'] : []), kind: entry.kind, state: entry.state, text: preview };
    }
    case 'SYSTEM': {
      const { kind, state, event, by, reason, pausedMs } = entry;
      return { ...commonOf(entry, []), kind, state, event, by, reason, pausedMs };
    }
  }
}

function reasoningAnswer(entry: ShownReasoning, whole: WholeTexts): EntryResponse {
  const { kind, state, turn, model, usage = null, costUsd = null, stopReason = null, failedAttempts, error } = entry;
  const compacted = entry.compacted && compactedAnswer(entry.compacted);
  const { text, reasoning } = reasoningTexts(entry, whole.content);
  const truncated: ShownField[] = [];
  if (text.truncated) truncated.push('text');
  if (reasoning?.truncated === true) truncated.push('reasoning');
  const texts = { text: text.preview, reasoning: reasoning?.preview };
  return {
    ...commonOf(entry, truncated),
    kind,
    state,
    turn,
    ...texts,
    model,
    usage,
    costUsd: costUsd === null ? null : rounded(costUsd),
    stopReason,
    compacted,
    failedAttempts,
    error,
  };
}

function compactedAnswer({ leftOut, ...figures }: Compacted) {
  return { turns: leftOut.turnsThrough, outputsOfTurns: leftOut.outputsThrough, ...figures };
}

function reasoningTexts(entry: ShownReasoning, content: string | undefined): { text: Preview; reasoning?: Preview } {
  const stored = entry.content !== undefined && 'text' in entry.content ? entry.content.text : content;
  if (stored === undefined) {
    const { text = { preview: '', truncated: false }, reasoning } = entry;
    return reasoning === undefined ? { text } : { text, reasoning };
  }
  const { text, reasoning } = readContent(stored);
  const asWhole = (preview: string): Preview => ({ preview, truncated: false });
  return { text: asWhole(text), ...(reasoning === '' ? {} : { reasoning: asWhole(reasoning) }) };
}

function toolCallAnswer(entry: ShownToolCall, isVisible: (link: Link) => boolean, whole: WholeTexts): EntryResponse {
  const { kind, state, turn, callId, toolName, toolKind = null, warning } = entry;
  const link = entry.link && { ...entry.link, visible: isVisible(entry.link) };
  const isHidden = hidesOutcome(entry, isVisible);
  const input = shown(entry.input, whole.input);
  const output = entry.output && !isHidden ? shown(entry.output, whole.output) : undefined;
  const truncated: ShownField[] = [];
  if (input.truncated) truncated.push('input');
  if (output?.truncated === true) truncated.push('output');
  return {
    ...commonOf(entry, truncated),
    ...{ kind, state, turn, callId, toolName, toolKind },
    input: jsonValue(input),
    output: output === undefined ? null : jsonValue(output),
    // The message may tell of what went on in what was called.
    error:
      entry.error && isHidden
        ? { ...entry.error, message: 'What was called has failed; you may not see why.' }
        : entry.error,
    warning,
    link,
    approval: entry.approval && approvalAnswer(entry.approval),
  };
}

function approvalAnswer({ taskId, decision }: NonNullable<ShownToolCall['approval']>) {
  return { taskId, approved: decision?.approved ?? null, by: decision?.by ?? null, reason: decision?.reason };
}

/** The caller may not see what was called, and so not how it ended. A person's answer belongs to the session itself. */
export function hidesOutcome({ link }: ShownToolCall, isVisible: (link: Link) => boolean): boolean {
  return link !== undefined && link.kind !== 'manual_task' && !isVisible(link);
}

function commonOf({ seq, at, endedAt }: ShownEntry, truncated: ShownField[]) {
  return {
    seq,
    at: isoTime(at),
    endedAt: endedAt === undefined ? null : isoTime(endedAt),
    durationMs: durationMs(at, endedAt),
    truncated,
  };
}

function shown(stored: StoredText, whole: string | undefined): Preview {
  if ('text' in stored) return { preview: stored.text, truncated: false };
  if (whole !== undefined) return { preview: whole, truncated: false };
  return { preview: stored.preview ?? '', truncated: true };
}

/** The value of a JSON text. A part of one, and what is no JSON, stays text. */
function jsonValue({ preview, truncated }: Preview): unknown {
  const value = truncated ? undefined : parsedJson(preview);
  return value === undefined ? preview : value;
}
