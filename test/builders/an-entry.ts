import type { ReasoningEntry, ResponseEntry, SystemEntry, ToolCallEntry } from '../../shared/domain/session/entry.ts';
import { STARTED_AT } from './a-summary.ts';

/** A tool call in flight. */
export function aToolCall(seq: number, more: Partial<ToolCallEntry> = {}): ToolCallEntry {
  return {
    kind: 'TOOL_CALL',
    seq,
    v: 1,
    at: STARTED_AT,
    state: 'RUNNING',
    turn: 1,
    index: 0,
    callId: `call_${seq}`,
    toolName: 'orders',
    toolKind: 'http',
    input: { text: '{"order":7}' },
    ...more,
  };
}

/** A tool call that succeeded a second after it began. */
export function aSettledCall(seq: number, more: Partial<ToolCallEntry> = {}): ToolCallEntry {
  const output = { text: '{"status":200}' };
  return aToolCall(seq, { v: 2, state: 'SUCCEEDED', endedAt: STARTED_AT + 1_000, output, ...more });
}

/** A model call that was answered with this content. */
export function aReasoning(seq: number, parts: unknown[], more: Partial<ReasoningEntry> = {}): ReasoningEntry {
  return {
    kind: 'REASONING',
    seq,
    v: 1,
    at: STARTED_AT,
    endedAt: STARTED_AT + 500,
    state: 'SUCCEEDED',
    turn: 1,
    model: { provider: 'scripted', modelId: 'scripted' },
    content: { text: JSON.stringify(parts) },
    usage: { inputTokens: 10, outputTokens: 5 },
    stopReason: 'stop',
    ...more,
  };
}

export function aResponse(seq: number, text: string, more: Partial<ResponseEntry> = {}): ResponseEntry {
  return {
    kind: 'RESPONSE',
    seq,
    v: 1,
    at: STARTED_AT,
    endedAt: STARTED_AT,
    state: 'SUCCEEDED',
    text: { text },
    ...more,
  };
}

export function aSystemEntry(seq: number, more: Partial<SystemEntry> = {}): SystemEntry {
  return {
    kind: 'SYSTEM',
    seq,
    v: 1,
    at: STARTED_AT,
    endedAt: STARTED_AT,
    state: 'SUCCEEDED',
    event: 'STARTED',
    by: null,
    ...more,
  };
}
