import { describe, expect, it } from 'vitest';
import { commandApiHandler } from '../../../functions/api/command-api.ts';
import type { Dependencies } from '../../../functions/dependencies.ts';
import type { Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { anApiRequest, aToken } from '../../builders/an-api-request.ts';
import { anUndrivenSession, besideLaptop } from '../../builders/beside-a-laptop.ts';

const laptop = await aLaptop();
const deps = besideLaptop(laptop.address);
const NOBODY = 'ses_01JZZZZZZZZZZZZZZZZZZZZZZZ';

const many = (count: number, status: Parameters<typeof anUndrivenSession>[1] = 'RUNNING') =>
  Promise.all(Array.from({ length: count }, () => anUndrivenSession(deps, status)));

async function bulk(action: string, sessionIds: string[], claims?: Record<string, unknown>): Promise<Json> {
  const headers: Record<string, string> =
    claims === undefined ? {} : { authorization: `Bearer ${await laptop.token(claims)}` };
  const answer = await laptop.call('POST', '/sessions/bulk', { action, sessionIds }, headers);
  if (answer.status !== 200) throw new Error(`bulk answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The same request to the handler itself, with parts replaced and the time that the gateway leaves. */
async function bulkWith(more: Partial<Dependencies>, sessionIds: string[], remainingMs: () => number = () => 29_000) {
  const handle = commandApiHandler({ ...deps, ...more });
  const body = { action: 'pause', sessionIds };
  const request = anApiRequest({ method: 'POST', path: '/sessions/bulk', body, claims: aToken({ tenant: 'demo' }) });
  const answer = await handle(request, { getRemainingTimeInMillis: remainingMs });
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

const statusOf = async (sessionId: string) => (await laptop.ask('GET', `/sessions/${sessionId}`)).status;
const noCounts = { applied: 0, unchanged: 0, refused: 0, forbidden: 0, not_found: 0, failed: 0 };

describe('a bulk action', () => {
  it('is judged session by session, and answered in the order given', async () => {
    const running = await anUndrivenSession(deps, 'RUNNING');
    const busy = await anUndrivenSession(deps, 'RUNNING', 'in flight');
    const paused = await anUndrivenSession(deps, 'PAUSED');
    const completed = await anUndrivenSession(deps, 'COMPLETED');
    const foreign = await anUndrivenSession(deps, 'RUNNING', 'inferring', { tenantId: 'globex' });
    const deleted = await anUndrivenSession(deps, 'FAILED');
    await laptop.call('DELETE', `/sessions/${deleted}`);
    const { results, counts } = await bulk('pause', [completed, NOBODY, running, foreign, paused, deleted, busy]);
    expect(results).toEqual([
      { sessionId: completed, outcome: 'refused', status: 'COMPLETED', code: 'ACTION_NOT_ALLOWED' },
      { sessionId: NOBODY, outcome: 'not_found', code: 'NOT_FOUND' },
      { sessionId: running, outcome: 'applied', status: 'PAUSED' },
      { sessionId: foreign, outcome: 'not_found', code: 'NOT_FOUND' },
      { sessionId: paused, outcome: 'unchanged', status: 'PAUSED' },
      { sessionId: deleted, outcome: 'not_found', code: 'NOT_FOUND' },
      { sessionId: busy, outcome: 'applied', status: 'PAUSING' },
    ]);
    expect(counts).toEqual({ ...noCounts, applied: 2, unchanged: 1, refused: 1, not_found: 3 });
    expect((await deps.control.read({ tenantId: 'globex', sessionId: foreign }))?.status).toBe('RUNNING');
  });

  it.each([
    ['pause', 100, 'RUNNING', 'PAUSED'],
    ['resume', 15, 'PAUSED', 'RUNNING'],
    ['cancel', 15, 'PENDING', 'CANCELED'],
    ['delete', 15, 'CANCELED', undefined],
  ] as const)('(%s) takes %i sessions, each recorded with who did it', async (action, count, from, to) => {
    const ids = await many(count, from);
    const { results, counts } = await bulk(action, ids, { user: 'grace' });
    expect(results.map(({ sessionId }: Json) => sessionId)).toEqual(ids);
    expect(counts).toEqual({ ...noCounts, applied: count });
    for (const { outcome, status } of results) expect([outcome, status]).toEqual(['applied', to]);
    for (const sessionId of [ids[0]!, ids[14]!]) {
      if (to === undefined) expect((await laptop.call('GET', `/sessions/${sessionId}`)).status).toBe(404);
      else {
        expect(await statusOf(sessionId)).toBe(to);
        expect((await laptop.activity(sessionId)).at(-1)).toMatchObject({ kind: 'SYSTEM', by: { userId: 'grace' } });
      }
    }
    const again = await bulk(action, ids, { user: 'grace' });
    expect(again.counts).toEqual({ ...noCounts, [action === 'delete' ? 'not_found' : 'unchanged']: count });
  });

  it('says for each session that the permission is missing, and tells nothing about those out of sight', async () => {
    const done = await anUndrivenSession(deps, 'COMPLETED');
    const hidden = await anUndrivenSession(deps, 'COMPLETED', 'inferring', { project: 'research' });
    const claims = { user: 'olga', roles: ['operator'], projects: ['default'] };
    const { results, counts } = await bulk('delete', [done, hidden, NOBODY], claims);
    expect(results).toEqual([
      { sessionId: done, outcome: 'forbidden', code: 'FORBIDDEN' },
      { sessionId: hidden, outcome: 'not_found', code: 'NOT_FOUND' },
      { sessionId: NOBODY, outcome: 'not_found', code: 'NOT_FOUND' },
    ]);
    expect(counts).toEqual({ ...noCounts, forbidden: 1, not_found: 2 });
    expect(await statusOf(done)).toBe('COMPLETED');
  });

  it('without sessions:read is refused as a whole', async () => {
    const as = await laptop.token({ user: 'tina', roles: ['task-worker'] });
    const headers = { authorization: `Bearer ${as}` };
    const answer = await laptop.call('POST', '/sessions/bulk', { action: 'pause', sessionIds: [NOBODY] }, headers);
    expect(answer.body).toMatchObject({ status: 403, permission: 'sessions:read' });
  });

  it('that is malformed is a 400, and no session changes', async () => {
    const sessionId = await anUndrivenSession(deps, 'RUNNING');
    const others = Array.from(
      { length: 100 },
      (_, number) => `ses_01JZZZZZZZZZZZZZZZZZZ${String(number).padStart(5, '0')}`,
    );
    const bad: unknown[] = [
      { action: 'pause', sessionIds: [] },
      { action: 'pause', sessionIds: [sessionId, sessionId] },
      { action: 'pause', sessionIds: [sessionId, ...others] },
      { action: 'stop', sessionIds: [sessionId] },
      { action: 'pause', sessionIds: sessionId },
      { action: 'pause', sessionIds: [sessionId, 7] },
      { action: 'pause', sessionIds: [sessionId, ''] },
      { action: 'pause', sessionIds: [sessionId], tenantId: 'globex' },
      { action: 'pause', sessionIds: [sessionId], by: 'bob' },
      { sessionIds: [sessionId] },
      { action: 'pause' },
    ];
    for (const body of bad) {
      const answer = await laptop.call('POST', '/sessions/bulk', body);
      expect(answer.body, JSON.stringify(body).slice(0, 80)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    }
    expect(await statusOf(sessionId)).toBe('RUNNING');
  });
});

describe('a bulk action on the way', () => {
  it('works on ten sessions at a time', async () => {
    const ids = await many(35);
    let [now, most] = [0, 0];
    const read: Dependencies['control']['read'] = async (key) => {
      now += 1;
      most = Math.max(most, now);
      const control = await deps.control.read(key);
      now -= 1;
      return control;
    };
    const { body } = await bulkWith({ control: { ...deps.control, read } }, ids);
    expect([body.counts.applied, most]).toEqual([35, 10]);
  });

  it('begins no further session when its time runs out, and says which may be tried again', async () => {
    const ids = await many(30);
    let begun = 0;
    const read: Dependencies['control']['read'] = (key) => {
      begun += 1;
      return deps.control.read(key);
    };
    const remainingMs = () => (begun < 12 ? 20_000 : 7_000);
    const { status, body } = await bulkWith({ control: { ...deps.control, read } }, ids, remainingMs);
    expect(status).toBe(200);
    expect(body.counts).toEqual({ ...noCounts, applied: 12, failed: 18 });
    expect(body.results.map(({ sessionId }: Json) => sessionId)).toEqual(ids);
    for (const result of body.results.filter(({ outcome }: Json) => outcome === 'failed')) {
      expect(result).toEqual({ sessionId: result.sessionId, outcome: 'failed', code: 'UNAVAILABLE' });
      expect(await statusOf(result.sessionId)).toBe('RUNNING');
    }
    expect((await bulk('pause', ids)).counts).toEqual({ ...noCounts, applied: 18, unchanged: 12 });
  });

  it('F30 a bulk action that partly fails tells each session apart, and is finished by a repeat', async () => {
    const ids = await many(50);
    const broken = new Set(ids.filter((_, index) => index % 7 === 6));
    const failures: unknown[] = [];
    const save: Dependencies['control']['save'] = async (before, after) => {
      if (broken.has(after.head.sessionId)) throw new Error('The table is on fire: internal detail 4711.');
      return deps.control.save(before, after);
    };
    const reportFailure: Dependencies['reportFailure'] = (_message, facts) => failures.push(facts.sessionId);
    const { status, body } = await bulkWith({ control: { ...deps.control, save }, reportFailure }, ids);
    expect(status).toBe(200);
    expect(body.counts).toEqual({ ...noCounts, applied: 43, failed: 7 });
    expect(body.results.map(({ outcome }: Json) => outcome === 'failed')).toEqual(ids.map((id) => broken.has(id)));
    expect(JSON.stringify(body)).not.toContain('4711');
    expect(new Set(failures)).toEqual(broken);
    expect((await bulk('pause', ids)).counts).toEqual({ ...noCounts, applied: 7, unchanged: 43 });
  });
});
