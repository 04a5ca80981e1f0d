import { describe, expect, it } from 'vitest';
import type { EntryResponse } from '../../../shared/contracts/entry-response-schema.ts';
import { barOf, spanOf } from '../../../web/src/pages/session-detail/activity/timeline-bars.ts';

const START = Date.parse('2026-03-12T19:00:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
const entry = (from: number, to: number | null, more: object = {}): EntryResponse =>
  ({
    seq: 1,
    kind: 'TOOL_CALL',
    state: to === null ? 'RUNNING' : 'SUCCEEDED',
    at: at(from),
    endedAt: to === null ? null : at(to),
    durationMs: to === null ? null : (to - from) * 1_000,
    truncated: [],
    turn: 1,
    callId: 'call',
    toolName: 'look',
    toolKind: 'http',
    input: {},
    output: null,
    ...more,
  }) as EntryResponse;

describe('the timeline', () => {
  it('reaches from the first entry to the last end', () => {
    expect(spanOf([entry(0, 10), entry(2, 40), entry(3, 5)], START + 900_000)).toEqual({
      from: START,
      to: START + 40_000,
    });
  });

  it('reaches to now while something runs', () => {
    expect(spanOf([entry(0, 10), entry(10, null)], START + 60_000).to).toBe(START + 60_000);
  });

  it('puts a bar where its entry was', () => {
    const entries = [entry(0, 10), entry(10, 40)];
    const span = spanOf(entries, START);
    expect(barOf(entries[1]!, span, START)).toEqual({ left: 25, width: 75, kind: 'call' });
  });

  it('shows waits, thinking and moments each in their way', () => {
    const span = { from: START, to: START + 10_000 };
    const kind = (more: object) => barOf(entry(0, 1, more), span, START).kind;
    expect(kind({ state: 'WAITING', endedAt: null })).toBe('wait');
    expect(kind({ link: { kind: 'session', id: 'ses_1', visible: true } })).toBe('wait');
    expect(kind({ kind: 'REASONING' })).toBe('thinking');
    expect(kind({ kind: 'SYSTEM' })).toBe('point');
  });

  it('never leaves its width, whatever the clocks say', () => {
    const span = { from: START, to: START + 1 };
    const { left, width } = barOf(entry(5, 90), span, START);
    expect(left + width).toBeLessThanOrEqual(100);
    expect(spanOf([], START).to).toBeGreaterThan(spanOf([], START).from);
  });
});
