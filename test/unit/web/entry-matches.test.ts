import { describe, expect, it } from 'vitest';
import type { EntryResponse } from '../../../shared/contracts/entry-response-schema.ts';
import { matchingEntries, type ShownKind } from '../../../web/src/pages/session-detail/activity/entry-matches.ts';

const common = { at: '2026-03-12T08:00:00.000Z', endedAt: null, durationMs: null, truncated: [] };
const model = { provider: 'scripted', modelId: 'scripted' };
const by = { userId: 'ada', name: 'Ada' };
const ENTRIES: EntryResponse[] = [
  { ...common, kind: 'SYSTEM', seq: 1, state: 'SUCCEEDED', event: 'STARTED', by },
  {
    ...{ ...common, kind: 'REASONING', seq: 2, state: 'SUCCEEDED', turn: 1, model, usage: null, stopReason: null },
    costUsd: null,
    ...{ text: 'I ask the router.', reasoning: 'Ports may be down.' },
  },
  {
    ...{ ...common, kind: 'TOOL_CALL', seq: 3, state: 'FAILED', turn: 1, callId: 'c1', toolName: 'read_ports' },
    ...{ toolKind: 'http', input: { site: 'London' }, output: { ports: ['xe-0/1/0'] } },
    error: { category: 'TOOL_FAILED', message: 'It answered 500.' },
  },
  { ...common, kind: 'RESPONSE', seq: 4, state: 'SUCCEEDED', text: 'All good.' },
];

const found = (text: string, kind: ShownKind = 'all') => matchingEntries(ENTRIES, { kind, text }).map(({ seq }) => seq);

describe('finding in the activity', () => {
  it.each([
    ['', [1, 2, 3, 4]],
    ['ada', [1]],
    ['  PORTS ', [2, 3]],
    ['london', [3]],
    ['xe-0/1/0', [3]],
    ['answered 500', [3]],
    ['all good', [4]],
    ['nothing like this', []],
  ])('of "%s" gives %j', (text, seqs) => expect(found(text)).toEqual(seqs));

  it('looks in the chosen kind only', () => {
    expect(found('', 'reasoning')).toEqual([2]);
    expect(found('', 'tool-calls')).toEqual([3]);
    expect(found('ports', 'reasoning')).toEqual([2]);
  });
});
