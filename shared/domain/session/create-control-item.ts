import { type Change, emit, showSummary } from './change.ts';
import type { ControlItem, SessionHead } from './control-item.ts';
import { dueAt } from './due-at.ts';
import type { Effect } from './effect.ts';

/** A session as it begins: PENDING, with the effects that show it and start its first run. */
export function createControlItem(head: SessionHead): { control: ControlItem; added: Effect[] } {
  const control: ControlItem = {
    schemaVersion: 1,
    version: 1,
    writeId: '',
    head,
    status: 'PENDING',
    live: true,
    run: 1,
    runAt: head.startedAt,
    wake: 0,
    runsWithoutProgress: 0,
    failedAttempts: 0,
    seq: 0,
    turns: 0,
    toolCalls: 0,
    usage: { inputTokens: 0, outputTokens: 0 },
    costUsd: null,
    activeMs: 0,
    entries: [],
    proposed: [],
    effects: [],
    summaryAt: head.startedAt,
  };
  const change: Change = { control, v: 1, now: head.startedAt, added: [] };
  showSummary(change);
  emit(change, { kind: 'START_RUN', run: 1 });
  control.dueAt = dueAt(control);
  return { control, added: change.added };
}
