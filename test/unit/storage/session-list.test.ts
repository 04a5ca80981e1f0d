import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { SessionSummary } from '../../../shared/domain/session/session-summary.ts';
import { listSessionPage, type SessionListQuery } from '../../../shared/storage/session-list.ts';
import { partitionsFor } from '../../../shared/storage/session-partitions.ts';
import { summaryRow } from '../../../shared/storage/summary-row.ts';
import { aSessionId, aSummary, STARTED_AT } from '../../builders/a-summary.ts';

type Item = Record<string, unknown>;
type Script = {
  /** What each index partition holds, which may differ from what the table holds. */
  partitions: Record<string, Item[]>;
  items: Item[];
  /** How many of the first BatchGetItem calls leave everything out. */
  leftOut?: number;
  listShards?: Record<string, number>;
};

/** A table whose indexes say what the test wants, with what was read of them. */
function aTable({ partitions, items, leftOut = 0, listShards = {} }: Script) {
  const read = { rows: 0, batches: 0, pauses: [] as number[] };
  const byKey = new Map(items.map((item) => [item.pk, item]));
  const query = (input: {
    ExpressionAttributeValues: Record<string, string>;
    Limit: number;
    ScanIndexForward: boolean;
    ExclusiveStartKey?: { at: number };
  }) => {
    const {
      ':partition': partition = '',
      ':lowest': lowest = '',
      ':highest': highest = '',
    } = input.ExpressionAttributeValues;
    const rows = (partitions[partition] ?? [])
      .filter(({ startedSort }) => String(startedSort) >= lowest && String(startedSort) <= highest)
      .sort((a, b) => (String(a.startedSort) < String(b.startedSort) === input.ScanIndexForward ? -1 : 1));
    const from = input.ExclusiveStartKey?.at ?? 0;
    const page = rows.slice(from, from + input.Limit);
    read.rows += page.length;
    return {
      Items: page,
      ...(from + input.Limit < rows.length ? { LastEvaluatedKey: { at: from + input.Limit } } : {}),
    };
  };
  const batchGet = (asked: { Keys: { pk: string }[] }) => {
    read.batches += 1;
    if (read.batches <= leftOut) return { Responses: {}, UnprocessedKeys: { Sessions: asked } };
    return { Responses: { Sessions: asked.Keys.flatMap(({ pk }) => byKey.get(pk) ?? []) } };
  };
  const send = async ({ input }: { input: never }) =>
    'RequestItems' in (input as Item)
      ? batchGet((input as { RequestItems: { Sessions: never } }).RequestItems.Sessions)
      : query(input);
  const clock = { delay: async (ms: number) => void read.pauses.push(ms) };
  const deps = { documentClient: { send } as unknown as DynamoDBDocumentClient, table: 'Sessions', clock, listShards };
  const list = (more: Partial<SessionListQuery> = {}) =>
    listSessionPage(deps, { tenantId: 'acme', filter: {}, direction: 'descending', limit: 10, ...more });
  return { read, list };
}

const START = 'T#acme#START#0';
const sessions = (count: number, more: (number: number) => Partial<SessionSummary> = () => ({})) =>
  Array.from({ length: count }, (_, number) =>
    summaryRow(aSummary({ sessionId: aSessionId(number), startedAt: STARTED_AT + number, ...more(number) })),
  );
const idsOf = (page: { items: { sessionId: string }[] }) => page.items.map(({ sessionId }) => sessionId);

describe('a page of sessions', () => {
  it('is filled past nominations that the summaries do not confirm', async () => {
    const items = sessions(30);
    // Every third session is still there; of these, 18 and 3 were deleted.
    const there = items
      .filter((_, number) => number % 3 === 0)
      .map((item, place) => (place % 5 === 1 ? { pk: item.pk, v: 9, deleted: true } : item));
    const { list } = aTable({ partitions: { [START]: items }, items: there });
    const expected = [27, 24, 21, 15, 12, 9, 6, 0].map(aSessionId);
    const first = await list({ limit: 5 });
    expect(idsOf(first)).toEqual(expected.slice(0, 5));
    const second = await list({ limit: 5, after: first.next });
    expect([idsOf(second), second.next]).toEqual([expected.slice(5), undefined]);
  });

  it('judges a session by its summary, and shows it once where an index has it twice', async () => {
    const [moved, stayed] = sessions(2);
    const now = { ...moved!, status: 'COMPLETED' };
    const partitions = {
      'T#acme#STATUS#RUNNING#0': [moved!, stayed!],
      'T#acme#STATUS#COMPLETED#0': [now],
    };
    const { list } = aTable({ partitions, items: [now, stayed!] });
    expect(idsOf(await list({ filter: { statuses: ['RUNNING'] } }))).toEqual([aSessionId(1)]);
    const both = await list({ filter: { statuses: ['RUNNING', 'COMPLETED'] } });
    expect(idsOf(both)).toEqual([aSessionId(1), aSessionId(0)]);
    expect(both.items.map(({ status }) => status)).toEqual(['RUNNING', 'COMPLETED']);
  });

  it('costs at most 10,000 index rows, is short then, and goes on where it stopped', async () => {
    const items = sessions(25_000, (number) => ({
      agent: { agentId: 'agt_1', name: number % 12_000 === 5 ? 'Rare' : 'Common' },
    }));
    const { list, read } = aTable({ partitions: { [START]: items }, items });
    const found: string[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      read.rows = 0;
      const page = await list({ filter: { search: 'rare' }, after });
      expect(read.rows).toBeLessThanOrEqual(10_000);
      found.push(...idsOf(page));
      after = page.next;
      pages += 1;
    } while (after !== undefined);
    expect(found).toEqual([24_005, 12_005, 5].map(aSessionId));
    expect(pages).toBe(3);
  });

  it('reads little more of each partition than it shows', async () => {
    const items = sessions(3_000, (number) => ({ status: number % 2 === 0 ? 'FAILED' : 'COMPLETED' }));
    const of = (status: string) => items.filter((item) => item.status === status);
    const partitions = { 'T#acme#STATUS#FAILED#0': of('FAILED'), 'T#acme#STATUS#COMPLETED#0': of('COMPLETED') };
    const { list, read } = aTable({ partitions, items });
    const page = await list({ filter: { statuses: ['FAILED', 'COMPLETED'] }, limit: 50 });
    expect(idsOf(page)).toEqual(
      items
        .slice(-50)
        .reverse()
        .map(({ sessionId }) => sessionId),
    );
    expect(read.rows).toBeLessThanOrEqual(104);
  });

  it('asks again for what DynamoDB left out, with longer and longer pauses, and gives up in the end', async () => {
    const items = sessions(3);
    const patient = aTable({ partitions: { [START]: items }, items, leftOut: 3 });
    expect(idsOf(await patient.list())).toHaveLength(3);
    expect(patient.read.pauses).toEqual([25, 50, 100]);
    const hopeless = aTable({ partitions: { [START]: items }, items, leftOut: 100 });
    await expect(hopeless.list()).rejects.toThrow('left out 3 reads');
  });
});

describe('the index of a list', () => {
  it.each([
    [{}, 'byStart', 1],
    [{ statuses: ['RUNNING', 'PAUSED', 'RUNNING'], agentId: 'agt_1' }, 'byStatus', 2],
    [{ statuses: ['COMPLETED'], agentId: 'agt_1', source: 'Ada' }, 'byAgent', 1],
    [{ source: 'Ada', statuses: ['COMPLETED'] }, 'bySource', 6],
    [{ source: 'Ada', triggerTypes: ['API'], projects: ['ops'] }, 'bySource', 1],
    [{ statuses: ['COMPLETED', 'FAILED'], projects: ['ops'] }, 'byStatus', 2],
    [{ projects: ['ops', 'sales'] }, 'byProject', 2],
    [{ projects: Array.from({ length: 17 }, (_, number) => `p${number}`) }, 'byStart', 1],
    [{ triggerTypes: ['API'], search: 'x' }, 'byStart', 1],
  ] as const)('for %j is %s', (filter, index, partitions) => {
    const chosen = partitionsFor('acme', filter, 1);
    expect([chosen.index, chosen.partitions.length]).toEqual([index, partitions]);
    for (const partition of chosen.partitions) expect(partition).toMatch(/^T#acme#/);
  });
});
