import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../shared/contracts/routes.ts';
import { isTerminal, SESSION_STATUSES } from '../../../shared/domain/session/session-status.ts';
import type { SessionSummary } from '../../../shared/domain/session/session-summary.ts';
import { TRIGGER_TYPES } from '../../../shared/domain/session/trigger-origin.ts';
import { bodyStore } from '../../../shared/storage/body-store.ts';
import { sourceStore } from '../../../shared/storage/source-store.ts';
import { summaryStore } from '../../../shared/storage/summary-store.ts';
import { aSessionId, aSummary, STARTED_AT } from '../../builders/a-summary.ts';
import { anApiRequest, aToken, type Claims } from '../../builders/an-api-request.ts';
import { apiDeps, localApi } from '../../builders/local-api.ts';
import { localTables } from '../../builders/local-tables.ts';

let tables: Awaited<ReturnType<typeof localTables>>;
let call: ReturnType<typeof localApi>;
let summaries: ReturnType<typeof summaryStore>;
let tenants = 0;
/** A tenant of its own for each test: nothing of another test is in its lists. */
function newTenant(): string {
  tenants += 1;
  return `tenant${tenants}`;
}

beforeAll(async () => {
  tables = await localTables();
  call = localApi(apiDeps(tables));
  summaries = summaryStore({ documentClient: tables.documentClient, table: 'Sessions' });
  await Promise.all(SESSIONS.map((session) => summaries.putSummary(session)));
});
afterAll(() => tables.close());

const HOUR = 3_600_000;
const isoTime = (time: number) => new Date(time).toISOString();

/** Every combination that a filter could confuse, three of them starting in each millisecond of interest. */
const SESSIONS: SessionSummary[] = Array.from({ length: 120 }, (_, number) =>
  aSummary({
    tenantId: 'lists',
    sessionId: aSessionId((number * 7) % 120),
    status: SESSION_STATUSES[number % 8]!,
    agent: { agentId: `agt_${number % 5}`, name: ['Order desk', 'Night watch', 'ÉLAN'][number % 3]! },
    project: ['default', 'ops', 'sales'][number % 3]!,
    trigger: { type: TRIGGER_TYPES[number % 6]!, source: { name: ['Ada', 'Bob', 'nightly'][number % 3]! } },
    startedAt: STARTED_AT + Math.floor(number / 3) * HOUR,
  }),
);
const LISTS = aToken({ tenant: 'lists' });

const list = (query: Record<string, string> = {}, claims: Claims = LISTS) =>
  call(anApiRequest({ path: '/sessions', query, claims }));
const get = (sessionId: string, claims: Claims) => call(anApiRequest({ path: `/sessions/${sessionId}`, claims }));
const idsOf = (items: { sessionId: string }[]) => items.map(({ sessionId }) => sessionId);

/** Every page of a list, by its cursors. */
async function readOn(query: Record<string, string>, claims: Claims = LISTS): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | null = null;
  do {
    const answer = await list(cursor === null ? query : { ...query, cursor }, claims);
    expect(answer.status).toBe(200);
    pages.push(idsOf(answer.body.items));
    cursor = answer.body.nextCursor;
  } while (cursor !== null);
  return pages;
}

/** What a list has to be, told from the sessions themselves. */
function expected(query: Record<string, string>, sessions = SESSIONS): string[] {
  const isIn = (value: string, wanted: string | undefined) => wanted === undefined || wanted.split(',').includes(value);
  const key = (session: SessionSummary) => `${isoTime(session.startedAt)}#${session.sessionId}`;
  const { search = '', source, agentId, project, startedAfter, startedBefore } = query;
  const listed = sessions
    .filter(({ status }) => isIn(status, query.status))
    .filter(({ trigger }) => isIn(trigger.type, query.triggerType))
    .filter(({ trigger }) => source === undefined || trigger.source.name === source)
    .filter(({ agent }) => agentId === undefined || agent.agentId === agentId)
    .filter((session) => project === undefined || session.project === project)
    .filter(({ startedAt }) => startedAfter === undefined || startedAt >= Date.parse(startedAfter))
    .filter(({ startedAt }) => startedBefore === undefined || startedAt < Date.parse(startedBefore))
    .filter(({ agent, sessionId }) => `${agent.name}\n${sessionId}`.toLowerCase().includes(search.toLowerCase()))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return idsOf(query.sort === 'startedAt' ? listed : listed.reverse());
}

const time = fc.integer({ min: -2, max: 42 }).map((hours) => isoTime(STARTED_AT + hours * HOUR));
const several = (values: readonly string[]) =>
  fc.subarray([...values], { minLength: 1 }).map((chosen) => chosen.join(','));
const filters = fc.record(
  {
    status: several(SESSION_STATUSES),
    triggerType: several(TRIGGER_TYPES),
    source: fc.constantFrom('Ada', 'nightly', 'nobody'),
    agentId: fc.constantFrom('agt_0', 'agt_4', 'agt_9'),
    project: fc.constantFrom('default', 'ops', 'none'),
    search: fc.constantFrom('WATCH', 'élan', '01j0000', '00011', 'zzz'),
    startedAfter: time,
    startedBefore: time,
    sort: fc.constantFrom('startedAt', '-startedAt'),
  },
  { requiredKeys: [] },
);

describe('the list of sessions', () => {
  it.each([
    [{}],
    [{ status: 'RUNNING' }],
    [{ status: 'RUNNING,FAILED,RUNNING' }],
    [{ triggerType: 'SCHEDULE' }],
    [{ triggerType: 'API,EVENT' }],
    [{ source: 'Ada' }],
    [{ source: 'Ada', triggerType: 'MANUAL' }],
    [{ agentId: 'agt_2' }],
    [{ project: 'ops' }],
    [{ search: 'NIGHT' }],
    [{ search: 'ses_01j' }],
    [{ startedAfter: isoTime(STARTED_AT + 5 * HOUR) }],
    [{ startedBefore: isoTime(STARTED_AT + 5 * HOUR) }],
    [{ startedAfter: '2026-11-23T12:00:00+01:00', startedBefore: '2026-11-23T16:00:00Z' }],
    [{ startedAfter: isoTime(STARTED_AT + HOUR), startedBefore: isoTime(STARTED_AT) }],
    [{ sort: 'startedAt' }],
  ])('holds what the filter %j says, in order', async (query: Record<string, string>) => {
    const { body } = await list({ ...query, limit: '100' });
    expect(idsOf(body.items)).toEqual(expected(query).slice(0, 100));
  });

  it('visits every session of any filter exactly once, in pages of any size that are never short', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 60 }), async (query, limit) => {
        const pages = await readOn({ ...query, limit: String(limit) });
        expect(pages.flat()).toEqual(expected(query));
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
        expect(pages.length === 1 || pages.at(-1)!.length > 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('ends with the page that holds the last session', async () => {
    expect(await readOn({ limit: '60' })).toHaveLength(2);
  });

  it('refuses a cursor of another filter, order or tenant, and one that is made up', async () => {
    const { body } = await list({ status: 'RUNNING', limit: '1' });
    const cursor: string = body.nextCursor;
    const refused = { status: 400, body: { code: 'BAD_REQUEST' } };
    expect(await list({ status: 'FAILED', limit: '1', cursor })).toMatchObject(refused);
    expect(await list({ status: 'RUNNING', sort: 'startedAt', cursor })).toMatchObject(refused);
    expect(await list({ status: 'RUNNING', cursor }, aToken({ tenant: 'other' }))).toMatchObject(refused);
    const madeUp = `${cursor.split('.')[0]}.${Buffer.from('\u{10000}').toString('base64url')}`;
    expect(await list({ status: 'RUNNING', cursor: madeUp })).toMatchObject(refused);
    expect(await list({ status: 'RUNNING', limit: '7', cursor })).toMatchObject({ status: 200 });
  });

  it.each<Record<string, string>>([
    { status: 'DONE' },
    { status: '' },
    { triggerType: 'CRON' },
    { limit: '0' },
    { limit: '101' },
    { sort: 'endedAt' },
    { startedAfter: 'yesterday' },
    { agent: 'agt_1' },
  ])('refuses %j', async (query) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });

  it('shows a caller the sessions of their projects only, also by their filter', async () => {
    const ops = aToken({ tenant: 'lists', projects: '[ops sales]' });
    const visible = SESSIONS.filter(({ project }) => project !== 'default');
    expect((await readOn({ limit: '100' }, ops)).flat()).toEqual(expected({}, visible));
    expect((await readOn({ status: 'FAILED' }, ops)).flat()).toEqual(expected({ status: 'FAILED' }, visible));
    expect((await readOn({ project: 'ops' }, ops)).flat()).toEqual(expected({ project: 'ops' }));
    expect((await list({ project: 'default' }, ops)).body).toEqual({ items: [], nextCursor: null });
    expect((await list({}, aToken({ tenant: 'lists', projects: undefined }))).body.items).toEqual([]);
  });

  it('shows a caller of very many projects their sessions', async () => {
    const projects = ['ops', ...Array.from({ length: 40 }, (_, number) => `p${number}`)];
    const many = aToken({ tenant: 'lists', projects });
    expect((await readOn({}, many)).flat()).toEqual(expected({ project: 'ops' }));
  });

  it('keeps tenants apart', async () => {
    expect((await list({}, aToken({ tenant: newTenant() }))).body).toEqual({ items: [], nextCursor: null });
  });

  it('follows a session to its new status', async () => {
    const tenantId = newTenant();
    const claims = aToken({ tenant: tenantId });
    await summaries.putSummary(aSummary({ tenantId, v: 1, status: 'RUNNING' }));
    await summaries.putSummary(aSummary({ tenantId, v: 3, status: 'PAUSED' }));
    await summaries.putSummary(aSummary({ tenantId, v: 2, status: 'PAUSING' }));
    expect((await list({ status: 'RUNNING,PAUSING' }, claims)).body.items).toEqual([]);
    expect((await list({ status: 'PAUSED' }, claims)).body.items).toHaveLength(1);
  });
});

describe('a row', () => {
  it('says what the session is and what this caller can do with it', async () => {
    const tenantId = newTenant();
    await summaries.putSummary(
      aSummary({
        tenantId,
        status: 'PAUSED',
        caller: { kind: 'session', id: 'ses_caller', seq: 4 },
        usage: { inputTokens: 100, outputTokens: 20 },
        costUsd: 0.5,
        turns: 2,
        toolCalls: 3,
        waiting: [{ seq: 4, kind: 'manual_task', id: 'mtk_1', since: STARTED_AT + 10 }],
      }),
    );
    const operator = aToken({ tenant: tenantId, 'cognito:groups': '[operator]' });
    const { body } = await list({}, operator);
    expect(body.items).toEqual([
      {
        sessionId: aSessionId(1),
        status: 'PAUSED',
        agent: { agentId: 'agt_1', name: 'Order desk' },
        project: 'default',
        trigger: { type: 'MANUAL', source: { name: 'Ada', id: 'ada' } },
        startedAt: '2026-11-23T09:00:00.000Z',
        endedAt: null,
        durationMs: null,
        createdBy: { userId: 'ada', name: 'Ada' },
        caller: { kind: 'session', id: 'ses_caller' },
        usage: { inputTokens: 100, outputTokens: 20, totalTokens: 120, costUsd: 0.5 },
        turns: 2,
        toolCalls: 3,
        waitingOn: 1,
        error: null,
        actions: ['resume', 'cancel'],
      },
    ]);
    const viewer = aToken({ tenant: tenantId, 'cognito:groups': '[viewer]' });
    expect((await list({}, viewer)).body.items[0].actions).toEqual([]);
  });

  it('of an ended session has its end, its duration, its error, and delete for an admin only', async () => {
    const tenantId = newTenant();
    const error = { category: 'BUDGET_SPENT' as const, message: 'The budget of 50 turns is spent.' };
    await summaries.putSummary(aSummary({ tenantId, status: 'FAILED', endedAt: STARTED_AT + 1_500, error }));
    const { body } = await list({}, aToken({ tenant: tenantId }));
    const end = { endedAt: '2026-11-23T09:00:01.500Z', durationMs: 1_500, error };
    expect(body.items).toMatchObject([{ ...end, actions: ['delete'] }]);
    const operator = aToken({ tenant: tenantId, 'cognito:groups': '[operator]' });
    expect((await list({}, operator)).body.items[0].actions).toEqual([]);
  });

  it('offers to delete exactly the sessions that have ended', async () => {
    const pages = await Promise.all(SESSION_STATUSES.map((status) => list({ status, limit: '1' })));
    const deletable = pages.map(({ body }) => body.items[0].actions.includes('delete'));
    expect(deletable).toEqual(SESSION_STATUSES.map(isTerminal));
  });
});

describe('the detail of a session', () => {
  it('is the row with the whole prompt, the inputs, the final response and what it waits for', async () => {
    const tenantId = newTenant();
    const texts = bodyStore({ documentClient: tables.documentClient, table: 'Activity' });
    const key = { tenantId, sessionId: aSessionId(1) };
    const [prompt, finalResponse] = ['Look. '.repeat(5_000), 'Done 🙂 '.repeat(5_000)];
    await summaries.putSummary(
      aSummary({
        tenantId,
        prompt: await texts.store(key, prompt),
        finalResponse: await texts.store(key, finalResponse),
        waiting: [{ seq: 4, kind: 'session', id: 'ses_called', since: STARTED_AT + 10 }],
      }),
    );
    const claims = aToken({ tenant: tenantId });
    const { status, body } = await get(aSessionId(1), claims);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...(await list({}, claims)).body.items[0],
      prompt,
      finalResponse,
      inputs: { order: 7 },
      model: { provider: 'scripted', modelId: 'scripted' },
      limits: { maxTurns: 50, maxToolCalls: 200, maxDepth: 5 },
      waiting: [{ seq: 4, kind: 'session', id: 'ses_called', since: '2026-11-23T09:00:00.010Z' }],
    });
    expect(routes.getSession.response.strict().safeParse(body).success).toBe(true);
  });

  it('fits an answer also when its texts do not', async () => {
    const tenantId = newTenant();
    const texts = bodyStore({ documentClient: tables.documentClient, table: 'Activity' });
    const quotes = await texts.store({ tenantId, sessionId: aSessionId(1) }, '"'.repeat(2_000_000));
    await summaries.putSummary(aSummary({ tenantId, finalResponse: quotes }));
    const { status, body } = await get(aSessionId(1), aToken({ tenant: tenantId }));
    expect(status).toBe(200);
    expect(body.finalResponse).toBe('"'.repeat(4_096));
  });

  it('is not found when it is missing, deleted, of another tenant or of an invisible project', async () => {
    const tenantId = newTenant();
    await summaries.putSummary(aSummary({ tenantId, v: 5, status: 'COMPLETED' }));
    const notFound = { status: 404, body: { code: 'NOT_FOUND' } };
    const claims = aToken({ tenant: tenantId });
    expect(await get(aSessionId(2), claims)).toMatchObject(notFound);
    expect(await get('x'.repeat(200), claims)).toMatchObject(notFound);
    expect(await get(aSessionId(1), aToken({ tenant: 'other' }))).toMatchObject(notFound);
    expect(await get(aSessionId(1), aToken({ tenant: tenantId, projects: '[ops]' }))).toMatchObject(notFound);
    expect(await get(aSessionId(1), claims)).toMatchObject({ status: 200 });
    await summaries.putTombstone({ tenantId, sessionId: aSessionId(1), v: 6 });
    await summaries.putSummary(aSummary({ tenantId, v: 4, status: 'RUNNING' }));
    expect(await get(aSessionId(1), claims)).toMatchObject(notFound);
    expect((await list({}, claims)).body.items).toEqual([]);
  });
});

describe('the sources of sessions', () => {
  it('are listed by name, once each, of one type or all, by a part of the name', async () => {
    const tenantId = newTenant();
    const sources = sourceStore({ documentClient: tables.documentClient, table: 'Catalog' });
    for (const type of ['MANUAL', 'API', 'MANUAL'])
      await sources.putSource(tenantId, { type, name: 'Bob', project: 'default' });
    await sources.putSource(tenantId, { type: 'MANUAL', name: 'Ada', project: 'default' });
    await sources.putSource(tenantId, { type: 'SCHEDULE', name: 'nightly', project: 'secret' });
    const of = async (query: Record<string, string>, claims: Claims = aToken({ tenant: tenantId })) =>
      (await call(anApiRequest({ path: '/session-sources', query, claims }))).body.items;
    expect(await of({})).toEqual([
      { triggerType: 'MANUAL', name: 'Ada' },
      { triggerType: 'API', name: 'Bob' },
      { triggerType: 'MANUAL', name: 'Bob' },
      { triggerType: 'SCHEDULE', name: 'nightly' },
    ]);
    expect(await of({ triggerType: 'MANUAL' })).toHaveLength(2);
    expect(await of({ search: 'BO', triggerType: 'API' })).toEqual([{ triggerType: 'API', name: 'Bob' }]);
    expect(await of({}, aToken({ tenant: newTenant() }))).toEqual([]);
    const inOneProject = await of({}, aToken({ tenant: tenantId, projects: '[default]' }));
    expect(inOneProject.map(({ name }: { name: string }) => name)).toEqual(['Ada', 'Bob', 'Bob']);
  });
});
