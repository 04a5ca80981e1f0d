import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/domain/session/entry.ts';
import { isResolved } from '../../../shared/domain/session/entry.ts';
import type { SessionSummary } from '../../../shared/domain/session/session-summary.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import { activityStore } from '../../../shared/storage/activity-store.ts';
import { bodyStore } from '../../../shared/storage/body-store.ts';
import { shownEntry } from '../../../shared/storage/shown-entry.ts';
import { summaryStore } from '../../../shared/storage/summary-store.ts';
import { aSessionId, aSummary, STARTED_AT } from '../../builders/a-summary.ts';
import { anApiRequest, aToken, type Claims } from '../../builders/an-api-request.ts';
import { aReasoning, aResponse, aSettledCall, aSystemEntry, aToolCall } from '../../builders/an-entry.ts';
import { apiDeps, localApi } from '../../builders/local-api.ts';
import { localTables } from '../../builders/local-tables.ts';

let tables: Awaited<ReturnType<typeof localTables>>;
let call: ReturnType<typeof localApi>;
let summaries: ReturnType<typeof summaryStore>;
let activity: ReturnType<typeof activityStore>;
let texts: ReturnType<typeof bodyStore>;
let tenants = 0;

beforeAll(async () => {
  tables = await localTables();
  call = localApi(apiDeps(tables));
  summaries = summaryStore({ ...tables, table: 'Sessions' });
  activity = activityStore({ ...tables, table: 'Activity' });
  texts = bodyStore({ ...tables, table: 'Activity' });
});
afterAll(() => tables.close());

/** A session in a tenant of its own, with these entries projected. */
async function aSessionWith(entries: Entry[], more: Partial<SessionSummary> = {}) {
  tenants += 1;
  const key = { tenantId: `tenant${tenants}`, sessionId: aSessionId(1) };
  await summaries.putSummary(aSummary({ ...key, lastSeq: entries.length, ...more }));
  for (const entry of entries) await put(key, entry);
  const path = `/sessions/${key.sessionId}/activity`;
  return {
    key,
    store: (text: string) => texts.store(key, text),
    put: (entry: Entry) => put(key, entry),
    read: (query: Record<string, string> = {}, claims: Claims = {}) =>
      call(anApiRequest({ path, query, claims: aToken({ tenant: key.tenantId, ...claims }) })),
    entry: (seq: number | string, query: Record<string, string> = {}, claims: Claims = {}) =>
      call(anApiRequest({ path: `${path}/${seq}`, query, claims: aToken({ tenant: key.tenantId, ...claims }) })),
  };
}

async function put(key: { tenantId: string; sessionId: string }, entry: Entry): Promise<void> {
  await activity.putEntry(key, await shownEntry(entry, (stored) => texts.read(key, stored)));
}

const seqsOf = ({ body }: { body: { items: { seq: number }[] } }) => body.items.map(({ seq }) => seq);

describe('the activity of a session', () => {
  it('shows entries of every kind, with JSON parsed and nothing private', async () => {
    const { read, entry } = await aSessionWith([
      aSystemEntry(1, { event: 'RESUMED', by: { userId: 'ada', name: 'Ada' }, reason: 'Go on.', pausedMs: 12 }),
      aReasoning(2, [
        { type: 'reasoning', text: 'Think.' },
        { type: 'text', text: 'Look ' },
        { type: 'text', text: 'it up.' },
      ]),
      aSettledCall(3, {
        claim: { holder: 'invocation-1', until: 7 },
        request: { text: 'private' },
        completion: { by: { userId: 'ada', name: 'Ada' }, requestId: 'private' },
        repeatable: true,
      }),
      aResponse(4, '{"not":"parsed"}'),
    ]);
    const common = { at: '2026-11-23T09:00:00.000Z', truncated: [] };
    const { body } = await read();
    expect(body.items).toEqual([
      {
        ...{ ...common, seq: 1, kind: 'SYSTEM', state: 'SUCCEEDED', endedAt: common.at, durationMs: 0 },
        ...{ event: 'RESUMED', by: { userId: 'ada', name: 'Ada' }, reason: 'Go on.', pausedMs: 12 },
      },
      {
        ...{ ...common, seq: 2, kind: 'REASONING', state: 'SUCCEEDED', turn: 1 },
        ...{ endedAt: '2026-11-23T09:00:00.500Z', durationMs: 500, text: 'Look it up.', reasoning: 'Think.' },
        model: { provider: 'scripted', modelId: 'scripted' },
        ...{ usage: { inputTokens: 10, outputTokens: 5 }, stopReason: 'stop', costUsd: null },
      },
      {
        ...{ ...common, seq: 3, kind: 'TOOL_CALL', state: 'SUCCEEDED', turn: 1, callId: 'call_3' },
        ...{ endedAt: '2026-11-23T09:00:01.000Z', durationMs: 1_000, toolName: 'orders', toolKind: 'http' },
        ...{ input: { order: 7 }, output: { status: 200 } },
      },
      {
        ...{ ...common, seq: 4, kind: 'RESPONSE', state: 'SUCCEEDED', endedAt: common.at, durationMs: 0 },
        text: '{"not":"parsed"}',
      },
    ]);
    for (const item of body.items) expect((await entry(item.seq)).body).toEqual(item);
  });

  it('shows what is not there yet as null, and arguments that are no JSON as they were written', async () => {
    const { read } = await aSessionWith([
      aReasoning(1, [], {
        state: 'RUNNING',
        content: undefined,
        endedAt: undefined,
        usage: undefined,
        stopReason: undefined,
      }),
      aToolCall(2, { input: { text: '{"order":' }, toolKind: undefined }),
      aToolCall(3, { input: { text: `${'['.repeat(2_000)}${']'.repeat(2_000)}` } }),
      aSettledCall(4, { output: { text: 'null' } }),
    ]);
    const { items } = (await read()).body;
    expect(items[0]).toMatchObject({ text: '', usage: null, stopReason: null, endedAt: null, durationMs: null });
    expect(items[0]).not.toHaveProperty('reasoning');
    expect(items[1]).toMatchObject({ input: '{"order":', output: null, toolKind: null });
    expect(items[2].input).toHaveLength(4_000);
    expect(items[3].output).toBeNull();
  });

  it('is read page by page, by the last seq, and says when there is more', async () => {
    const { read } = await aSessionWith(
      Array.from({ length: 7 }, (_, index) => aSystemEntry(index + 1)),
      { settledSeq: 7 },
    );
    expect(await read({ limit: '3' })).toMatchObject({ body: { more: true, next: 7 } });
    expect(seqsOf(await read({ limit: '3', after: '3' }))).toEqual([4, 5, 6]);
    const last = await read({ limit: '3', after: '6' });
    expect([seqsOf(last), last.body.more]).toEqual([[7], false]);
    const exact = await read({ limit: '7' });
    expect([seqsOf(exact).length, exact.body.more]).toEqual([7, false]);
    expect((await read({ after: '7' })).body).toEqual({ items: [], next: 7, more: false, complete: false });
    expect((await read({ after: '999999999' })).body).toMatchObject({ items: [], next: 7 });
  });

  it.each([0, 1, 2, 4])(
    'shows the kinds that were asked for, while next counts all of them (settled: %i)',
    async (settledSeq) => {
      const entries = [aSystemEntry(1), aSettledCall(2), aSettledCall(3), aResponse(4, 'Done.')];
      const { read } = await aSessionWith(entries, { settledSeq, status: 'COMPLETED' });
      expect(seqsOf(await read({ kind: 'SYSTEM,RESPONSE' }))).toEqual([1, 4]);
      const page = await read({ kind: 'TOOL_CALL', limit: '1' });
      expect([seqsOf(page), page.body.more, page.body.next]).toEqual([[2], true, 4]);
      const last = await read({ kind: 'TOOL_CALL', limit: '1', after: '2' });
      expect([seqsOf(last), last.body.more, last.body.complete]).toEqual([[3], false, true]);
    },
  );

  it.each([0, 2])('stops next before what is unresolved, wherever the reader is (settled: %i)', async (settledSeq) => {
    const entries = [
      aSystemEntry(1),
      aSettledCall(2),
      aToolCall(3, { state: 'WAITING' }),
      aSettledCall(4),
      aSystemEntry(5),
    ];
    const { read, put: putEntry } = await aSessionWith(entries, { settledSeq });
    for (const after of ['0', '2', '3', '4', '5', '9']) expect((await read({ after })).body.next).toBe(2);
    await putEntry(aSettledCall(3));
    for (const after of ['0', '2', '3', '4', '5', '9']) expect((await read({ after })).body.next).toBe(5);
  });

  it('stops next before an entry that is not projected yet', async () => {
    const { read, put: putEntry } = await aSessionWith([aSystemEntry(1), aSystemEntry(3)], {
      lastSeq: 3,
      status: 'COMPLETED',
    });
    for (const after of ['0', '1', '2', '3']) {
      expect((await read({ after })).body).toMatchObject({ next: 1, complete: false });
    }
    await putEntry(aSystemEntry(2));
    expect((await read({ after: '1' })).body).toMatchObject({ next: 3, complete: true });
  });

  it('is complete only when the session has ended and its last entry is there', async () => {
    const open = await aSessionWith([aSystemEntry(1)], { settledSeq: 1 });
    expect((await open.read()).body.complete).toBe(false);
    const ended = await aSessionWith([aSystemEntry(1)], { status: 'FAILED', lastSeq: 2, settledSeq: 1 });
    expect((await ended.read({ after: '1' })).body.complete).toBe(false);
    await ended.put(aSystemEntry(2));
    expect((await ended.read({ after: '1' })).body).toMatchObject({ next: 2, complete: true });
  });

  it('keeps an entry that is newer than what is put', async () => {
    const { read, put: putEntry } = await aSessionWith([aSettledCall(1, { v: 4 })]);
    await putEntry(aToolCall(1, { v: 3 }));
    expect((await read()).body.items).toMatchObject([{ state: 'SUCCEEDED' }]);
  });

  it('ends a page before it passes what an answer holds', async () => {
    const quotes = { text: '"'.repeat(4_096) };
    const entries = Array.from({ length: 400 }, (_, index) =>
      aSettledCall(index + 1, { input: quotes, output: quotes }),
    );
    const { read } = await aSessionWith(entries, { settledSeq: 400 });
    const pages = [await read({ limit: '500' })];
    while (pages.at(-1)?.body.more) {
      pages.push(await read({ limit: '500', after: String(seqsOf(pages.at(-1)!).at(-1)) }));
    }
    expect(pages.flatMap(seqsOf)).toEqual(entries.map(({ seq }) => seq));
    for (const { body } of pages) expect(JSON.stringify(JSON.stringify(body)).length).toBeLessThan(5.5e6);
    expect(seqsOf(pages[0]!).length).toBeGreaterThan(100);
  });

  it.each<Record<string, string>>([
    { after: '-1' },
    { after: 'x' },
    { limit: '501' },
    { kind: 'NOTE' },
    { until: '3' },
  ])('refuses %j', async (query) => {
    const { read } = await aSessionWith([]);
    expect(await read(query)).toMatchObject({ status: 400 });
  });

  it('is not found when the session is not, or may not be seen', async () => {
    const { read, entry } = await aSessionWith([aSystemEntry(1)]);
    const elsewhere = { projects: '[ops]' };
    expect([(await read()).status, (await entry(1)).status]).toEqual([200, 200]);
    expect([(await read({}, elsewhere)).status, (await entry(1, {}, elsewhere)).status]).toEqual([404, 404]);
    expect([(await entry(2)).status, (await entry('x')).status, (await entry(0)).status]).toEqual([404, 400, 400]);
  });
});

describe('long texts', () => {
  const long = (character: string) => JSON.stringify({ value: character.repeat(10_000) });

  it('are previews of 4 KB in the list, named in truncated, and whole at the URL of the entry', async () => {
    const { store, put: putEntry, read, entry } = await aSessionWith([]);
    const content = JSON.stringify([
      { type: 'reasoning', text: 'é'.repeat(5_000) },
      { type: 'text', text: 'short' },
    ]);
    await putEntry(aReasoning(1, [], { content: await store(content) }));
    await putEntry(aSettledCall(2, { input: await store(long('i')), output: await store(long('o')) }));
    await putEntry({ ...aResponse(3, ''), text: await store('r'.repeat(9_000)) });
    const [reasoning, toolCall, response] = (await read()).body.items;
    expect(reasoning).toMatchObject({ text: 'short', reasoning: 'é'.repeat(2_048), truncated: ['reasoning'] });
    expect(toolCall).toMatchObject({ input: long('i').slice(0, 4_096), output: long('o').slice(0, 4_096) });
    expect(toolCall.truncated).toEqual(['input', 'output']);
    expect(response).toMatchObject({ text: 'r'.repeat(4_096), truncated: ['text'] });
    expect((await entry(1)).body).toMatchObject({ text: 'short', reasoning: 'é'.repeat(5_000), truncated: [] });
    const whole = { input: { value: 'i'.repeat(10_000) }, output: { value: 'o'.repeat(10_000) } };
    expect((await entry(2)).body).toMatchObject({ ...whole, truncated: [] });
    expect((await entry(2, { part: 'input' })).body).toMatchObject({ input: whole.input, truncated: ['output'] });
    expect((await entry(2, { part: 'output' })).body).toMatchObject({ output: whole.output, truncated: ['input'] });
    expect((await entry(2, { part: 'error' })).status).toBe(400);
    expect((await entry(3)).body).toMatchObject({ text: 'r'.repeat(9_000), truncated: [] });
  });

  it('that the control item keeps elsewhere although they are short are shown whole', async () => {
    const { key, put: putEntry, read } = await aSessionWith([]);
    const body = (text: string): Promise<StoredText> => texts.store(key, text, 10);
    const content = await body(JSON.stringify([{ type: 'text', text: 'Look it up.' }]));
    await putEntry(aReasoning(1, [], { content }));
    await putEntry(aSettledCall(2, { output: await body('{"rows":[1,2,3]}') }));
    expect((await read()).body.items).toMatchObject([
      { text: 'Look it up.', truncated: [] },
      { output: { rows: [1, 2, 3] }, truncated: [] },
    ]);
  });

  it('stay previews where input and output together pass 5 MB, and come one by one', async () => {
    const { store, put: putEntry, entry } = await aSessionWith([]);
    const [input, output] = [JSON.stringify('i"'.repeat(600_000)), JSON.stringify('o"'.repeat(600_000))];
    await putEntry(aSettledCall(1, { input: await store(input), output: await store(output) }));
    expect((await entry(1)).body).toMatchObject({ truncated: ['input', 'output'], input: input.slice(0, 4_096) });
    const onlyOutput = (await entry(1, { part: 'output' })).body;
    expect(onlyOutput.truncated).toEqual(['input']);
    expect(onlyOutput.output === 'o"'.repeat(600_000)).toBe(true);
  });

  it('are not found when the session was purged between the reads', async () => {
    const { put: putEntry, entry } = await aSessionWith([]);
    const gone = { body: { id: 'gone', bytes: 9_000, parts: 1, cut: false }, preview: 'o' };
    await putEntry(aSettledCall(1, { output: gone }));
    expect(await entry(1)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });
});

describe('a call of another session or a job', () => {
  const error = { category: 'CALLED_SESSION_FAILED' as const, message: 'It failed: secret.' };

  it('shows its outcome to whoever may see what was called, judged at read time', async () => {
    const { key, read, entry } = await aSessionWith([
      aSettledCall(1, { link: { kind: 'session', id: aSessionId(2) }, output: { text: '"secret"' } }),
      aSettledCall(2, { link: { kind: 'session', id: aSessionId(3) }, state: 'FAILED', output: undefined, error }),
    ]);
    for (const number of [2, 3]) {
      await summaries.putSummary(aSummary({ ...key, sessionId: aSessionId(number), project: 'ops' }));
    }
    const blind = { projects: '[default]' };
    const seeing = { projects: '[default ops]' };
    const hidden = { link: { kind: 'session', id: aSessionId(2), visible: false }, output: null, state: 'SUCCEEDED' };
    expect((await read({}, blind)).body.items[0]).toMatchObject({ ...hidden, input: { order: 7 } });
    expect((await entry(1, { part: 'output' }, blind)).body).toMatchObject(hidden);
    expect(JSON.stringify((await read({}, blind)).body)).not.toContain('secret');
    expect((await read({}, blind)).body.items[1].error.category).toBe('CALLED_SESSION_FAILED');
    const shown = { link: { visible: true }, output: 'secret' };
    expect((await read({}, seeing)).body.items).toMatchObject([shown, { error }]);
    expect((await entry(1, {}, {})).body).toMatchObject(shown);
  });

  it('shows a job to whoever may read workflows and sees every project', async () => {
    const { read } = await aSessionWith([
      aSettledCall(1, { link: { kind: 'job', id: 'job_1' }, output: { text: '1' } }),
    ]);
    expect((await read()).body.items).toMatchObject([{ link: { visible: true }, output: 1 }]);
    expect((await read({}, { projects: '[default]' })).body.items).toMatchObject([
      { link: { visible: false }, output: null },
    ]);
  });

  it("keeps a person's answer visible to whoever may not open the task", async () => {
    const { read } = await aSessionWith([
      aSettledCall(1, { link: { kind: 'manual_task', id: 'mtk_1' }, output: { text: '"yes"' } }),
    ]);
    expect((await read()).body.items).toMatchObject([{ link: { visible: true }, output: 'yes' }]);
    const viewer = { 'cognito:groups': '[viewer]' };
    expect((await read({}, viewer)).body.items).toMatchObject([{ link: { visible: false }, output: 'yes' }]);
  });
});

/**
 * A session whose writes and projections happen one by one, in any order that the product allows: the control item decides,
 * entries are put later and in any order, a summary tells what was settled when it was taken and is put later still.
 */
function anUnfoldingSession(key: { tenantId: string; sessionId: string }, plan: ('SYSTEM' | 'TOOL_CALL')[]) {
  let v = 1;
  const entries: Entry[] = [];
  const unputEntries: Entry[] = [];
  const unputSummaries: SessionSummary[] = [];
  const projected = new Map<number, number>();
  const isDone = ({ seq, v: version, state }: Entry) => isResolved({ state }) && (projected.get(seq) ?? 0) >= version;
  const open = () => entries.filter((entry) => !isResolved(entry));
  const isEnded = () => entries.length === plan.length && open().length === 0;

  function change(entry: Entry): void {
    entries[entry.seq - 1] = entry;
    unputEntries.push(entry);
  }
  const begin = () => {
    v += 1;
    const seq = entries.length + 1;
    change(plan[seq - 1] === 'SYSTEM' ? aSystemEntry(seq, { v }) : aToolCall(seq, { v }));
  };
  const resolve = (entry: Entry) => {
    v += 1;
    change(aSettledCall(entry.seq, { v, endedAt: STARTED_AT + v }));
  };
  const takeSummary = () => {
    v += 1;
    const settledSeq = Math.min(entries.length, ...entries.filter((entry) => !isDone(entry)).map(({ seq }) => seq - 1));
    const status = isEnded() ? 'COMPLETED' : 'RUNNING';
    unputSummaries.push(aSummary({ ...key, v, status, lastSeq: entries.length, settledSeq }));
  };
  const putEntry = async (entry: Entry) => {
    unputEntries.splice(unputEntries.indexOf(entry), 1);
    await put(key, entry);
    projected.set(entry.seq, Math.max(entry.v, projected.get(entry.seq) ?? 0));
  };
  const putSummary = async (summary: SessionSummary) => {
    unputSummaries.splice(unputSummaries.indexOf(summary), 1);
    await summaries.putSummary(summary);
  };

  return {
    entries,
    /** Does one of the things that could happen next. */
    async step(choice: number): Promise<void> {
      const possible: (() => void | Promise<void>)[] = [
        ...(entries.length < plan.length ? [begin, begin] : []),
        ...open().map((entry) => () => resolve(entry)),
        ...unputEntries.map((entry) => () => putEntry(entry)),
        ...unputSummaries.map((summary) => () => putSummary(summary)),
        ...(unputSummaries.length < 3 ? [takeSummary] : []),
      ];
      await possible[choice % possible.length]?.();
    },
    async finish(): Promise<void> {
      while (entries.length < plan.length) begin();
      for (const entry of open()) resolve(entry);
      while (unputEntries[0] !== undefined) await putEntry(unputEntries[0]);
      takeSummary();
      while (unputSummaries[0] !== undefined) await putSummary(unputSummaries[0]);
    },
  };
}

/** A client that lets something happen before each of its reads. */
function disturbed(client: DynamoDBDocumentClient, before: () => Promise<void>): DynamoDBDocumentClient {
  const send = async (command: never) => {
    await before();
    return client.send(command);
  };
  return new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) });
}

describe('a reader who follows next', () => {
  it('ends with exactly the final entries, whatever is written between and during the reads', async () => {
    const plans = fc.array(fc.constantFrom('SYSTEM', 'TOOL_CALL'), { minLength: 1, maxLength: 7 });
    const steps = fc.array(fc.record({ choice: fc.nat(1_000), pause: fc.boolean() }), { minLength: 20, maxLength: 70 });
    const page = fc.record({ limit: fc.constantFrom(1, 2, 200), kinds: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(plans, steps, page, async (plan, script, { limit, kinds }) => {
        const { key } = await aSessionWith([]);
        const session = anUnfoldingSession(key, plan);
        const left = [...script];
        const happen = async () => {
          for (let step = left.shift(); step !== undefined && !step.pause; step = left.shift()) {
            await session.step(step.choice);
          }
        };
        const callDisturbed = localApi(apiDeps({ documentClient: disturbed(tables.documentClient, happen) }));
        const filter: Record<string, string> = kinds ? { kind: 'TOOL_CALL' } : {};
        const read = async (after: number) => {
          const query = { after: String(after), limit: String(limit), ...filter };
          const path = `/sessions/${key.sessionId}/activity`;
          return (await callDisturbed(anApiRequest({ path, query, claims: aToken({ tenant: key.tenantId }) }))).body;
        };

        const seen = new Map<number, { seq: number; state: string; endedAt: string | null }>();
        let after = 0;
        for (let isComplete = false; !isComplete; ) {
          if (left.length === 0) await session.finish();
          const first = await read(after);
          for (const entry of first.items) seen.set(entry.seq, entry);
          for (let answer = first; answer.more; ) {
            answer = await read(answer.items.at(-1).seq);
            for (const entry of answer.items) seen.set(entry.seq, entry);
          }
          expect(first.next).toBeGreaterThanOrEqual(after);
          after = first.next;
          isComplete = first.complete;
        }
        const final = session.entries.filter(({ kind }) => !kinds || kind === 'TOOL_CALL');
        expect(
          [...seen.values()].map(({ seq, state, endedAt }) => ({ seq, state, endedAt })).sort((a, b) => a.seq - b.seq),
        ).toEqual(
          final.map(({ seq, state, endedAt }) => ({ seq, state, endedAt: new Date(endedAt ?? 0).toISOString() })),
        );
      }),
      { numRuns: 50 },
    );
  });
});
