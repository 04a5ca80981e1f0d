import type { Command, Decision } from '../domain/session/command.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import { isResolved, type ToolCallEntry } from '../domain/session/entry.ts';
import { isTerminal } from '../domain/session/session-status.ts';
import type { Tokens } from '../domain/session/usage.ts';
import { providerName } from './gen-ai.ts';
import type { Point } from './metrics.ts';

/** A change of a session as its one writer saw it: so everything is counted once, whoever repeats what. */
export type Written = { before: ControlItem; command: Command; decision: Decision; now: number };

/** What a change of a session, or its refusal, adds to the measurements. */
export function sessionMetrics(written: Written): Point[] {
  const { decision } = written;
  const refused: Point[] = decision.refused
    ? [{ name: 'CommandsRefused', value: 1, dimensions: { why: decision.refused.why } }]
    : [];
  if (!decision.changed) return refused;
  return [...refused, ...ended(written), ...wake(written), ...modelCall(written), ...toolCalls(written)];
}

function ended({ before, decision: { control } }: Written): Point[] {
  if (isTerminal(before.status) || !isTerminal(control.status)) return [];
  return [{ name: 'SessionsEnded', value: 1, dimensions: { status: control.status } }];
}

/** The first lease since the run was asked to start, or to go on; a later one only continues. */
function wake({ before, command, decision, now }: Written): Point[] {
  if (command.type !== 'take_lease' || decision.refused !== undefined) return [];
  const { lease, runAt, status } = before;
  if (lease !== undefined && (lease.at === undefined || lease.at >= runAt)) return [];
  const after = lease === undefined ? (status === 'PENDING' ? 'start' : 'new_run') : 'wait';
  return [{ name: 'WakeTime', value: Math.max(0, now - runAt), dimensions: { after } }];
}

function modelCall({ before, command, decision }: Written): Point[] {
  const { control, refused } = decision;
  const provider = providerName(control.head.model.provider);
  if (refused !== undefined) return [];
  if (command.type === 'record_failed_attempt') return [attempt(provider, 'failed', command.activeMs)];
  if (command.type !== 'record_answer') return [];
  const cost = (control.costUsd ?? 0) - (before.costUsd ?? 0);
  return [
    attempt(provider, 'answered', command.answer.activeMs),
    ...tokens(provider, command.answer.usage),
    ...(cost > 0 ? [{ name: 'CostUsd' as const, value: cost, dimensions: { provider } }] : []),
  ];
}

function attempt(provider: string, outcome: string, activeMs: number): Point {
  return { name: 'ModelCallTime', value: Math.max(0, activeMs), dimensions: { provider, outcome } };
}

function tokens(provider: string, usage: Tokens): Point[] {
  const byType = {
    input: usage.inputTokens,
    output: usage.outputTokens,
    cached_input: usage.cachedInputTokens ?? 0,
    cache_write: usage.cacheWriteTokens ?? 0,
  };
  return Object.entries(byType).flatMap(([type, value]) =>
    value > 0 ? [{ name: 'Tokens' as const, value, dimensions: { provider, type } }] : [],
  );
}

/** Calls that were open and are not any more. One that was refused before it began took no time. */
function toolCalls({ before, command, decision: { control } }: Written): Point[] {
  const open = new Set(before.entries.flatMap((entry) => (isResolved(entry) ? [] : [entry.seq])));
  const results = command.type === 'settle_calls' ? command.results : [];
  return control.entries.flatMap((entry) => {
    if (entry.kind !== 'TOOL_CALL' || !isResolved(entry) || !open.has(entry.seq)) return [];
    const value = results.find(({ seq }) => seq === entry.seq)?.activeMs ?? timeOf(entry);
    const dimensions = { kind: entry.toolKind ?? 'unknown', state: entry.state };
    return [{ name: 'ToolCallTime', value: Math.max(0, value), dimensions }];
  });
}

function timeOf({ at, endedAt = at }: ToolCallEntry): number {
  return endedAt - at;
}
