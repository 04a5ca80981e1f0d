import { describe, expect, it } from 'vitest';
import type { EntryResponse } from '../../../shared/contracts/entry-response-schema.ts';
import { mergeEntries } from '../../../web/src/pages/session-detail/activity/merge-activity.ts';

const call = (seq: number, state: 'RUNNING' | 'SUCCEEDED'): EntryResponse => ({
  seq,
  kind: 'TOOL_CALL',
  state,
  at: '2026-03-12T19:03:58.000Z',
  endedAt: null,
  durationMs: null,
  truncated: [],
  turn: 1,
  callId: `call-${seq}`,
  toolName: 'look',
  toolKind: 'http',
  input: {},
  output: null,
});

describe('what was read of an activity', () => {
  it('is put over what was there, in the order of the trace', () => {
    const before = [call(1, 'SUCCEEDED'), call(2, 'RUNNING')];
    const after = mergeEntries(before, [call(3, 'RUNNING'), call(2, 'SUCCEEDED')]);
    expect(after.map(({ seq, state }) => [seq, state])).toEqual([
      [1, 'SUCCEEDED'],
      [2, 'SUCCEEDED'],
      [3, 'RUNNING'],
    ]);
  });

  it('leaves entries that have not changed the same objects', () => {
    const before = [call(1, 'SUCCEEDED'), call(2, 'RUNNING')];
    expect(mergeEntries(before, [call(1, 'SUCCEEDED'), call(2, 'RUNNING')])).toBe(before);
    expect(mergeEntries(before, [call(2, 'SUCCEEDED')])[0]).toBe(before[0]);
  });
});
