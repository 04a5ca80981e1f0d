import { describe, expect, it } from 'vitest';
import { routes } from '../../../shared/contracts/routes.ts';
import { asksFor, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { until } from '../../builders/until.ts';

const laptop = await aLaptop();
const task = { kind: 'manual_task', name: 'ask' };

/** Commands to sessions, and completions: recorded from what is recorded of them already. */
const RECORDED_BY_EFFECTS = [
  ...['runAgent', 'startSession', 'bulkSessions', 'pauseSession', 'resumeSession', 'cancelSession', 'deleteSession'],
  'completeManualTask',
];

it('every route that changes something is recorded', () => {
  const silent = Object.values(routes)
    .filter((route) => route.servedBy === 'command' && !('recorded' in route))
    .map(({ operationId }) => operationId);
  expect(silent.sort()).toEqual([...RECORDED_BY_EFFECTS].sort());
});

describe('the audit trail', () => {
  it('says of a session who started, steered and completed what, newest first', async () => {
    const agentId = await laptop.anAgentWith([asksFor(['ask', {}]), { text: 'done' }], [task]);
    const sessionId = await laptop.start(agentId);
    const { waiting } = await laptop.waitFor(sessionId, ({ waiting }) => waiting.length === 1);
    await laptop.ask('POST', `/sessions/${sessionId}/pause`, { reason: 'let me look' });
    await laptop.ask('POST', `/sessions/${sessionId}/pause`);
    await laptop.ask('POST', `/sessions/${sessionId}/resume`);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/claim`);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: { ok: true } });
    await laptop.ended(sessionId);

    const records = await recordsOf(`object=${sessionId}`, 3);
    expect(records.map(({ action }) => action)).toEqual(['resumeSession', 'pauseSession', 'startSession']);
    expect(records[1]).toMatchObject({
      actor: { userId: 'ada', name: 'ada' },
      object: { kind: 'session', id: sessionId },
      project: 'default',
      via: { kind: 'token' },
      reason: 'let me look',
    });
    const ofTask = await recordsOf(`object=${waiting[0].id}`, 2);
    expect(ofTask.map(({ action }) => action)).toEqual(['completeManualTask', 'claimManualTask']);
    expect((await recordsOf(`object=${agentId}&action=createAgent&actor=ada`, 1))[0]).toMatchObject({
      via: { kind: 'token' },
    });
  });

  it('says of a manual trigger who ran it', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'well' }]);
    const { triggerId } = await laptop.ask('POST', '/triggers', { name: 'By hand', agentId, type: 'MANUAL' }, 201);
    await laptop.ask('POST', `/triggers/${triggerId}/run`, undefined, 201);
    const records = await recordsOf(`object=${triggerId}`, 2);
    expect(records.map(({ action }) => action)).toEqual(['runTrigger', 'createTrigger']);
    expect(records[0]).toMatchObject({ actor: { userId: 'ada' }, object: { kind: 'trigger' }, project: 'default' });
  });

  it('says of a called session which session started it', async () => {
    const called = await laptop.anAgentWith([{ text: 'well' }], []);
    const { session, entries } = await laptop.play(
      [asksFor(['call', {}]), { text: 'done' }],
      [{ kind: 'agent', name: 'call', agentId: called }],
    );
    const link = entries.find(({ link }) => link?.kind === 'session').link;
    const [started] = await recordsOf(`object=${link.id}`, 1);
    expect(started).toMatchObject({ action: 'startSession', via: { kind: 'session', id: session.sessionId } });
  });

  it('loses the records of a deleted session and its tasks, but for who deleted it', async () => {
    const agentId = await laptop.anAgentWith([asksFor(['ask', {}]), { text: 'done' }], [task]);
    const sessionId = await laptop.start(agentId);
    const { waiting } = await laptop.waitFor(sessionId, ({ waiting }) => waiting.length === 1);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: {} });
    await laptop.ended(sessionId);
    await recordsOf(`object=${waiting[0].id}`, 1);
    await laptop.ask('DELETE', `/sessions/${sessionId}`, undefined, 204);
    expect((await laptop.ask('GET', `/audit?object=${sessionId}`)).items).toMatchObject([{ action: 'deleteSession' }]);
    expect((await laptop.ask('GET', `/audit?object=${waiting[0].id}`)).items).toEqual([]);
  });

  it('is read by admins, each of what they may see', async () => {
    await laptop.anAgentWith([{ text: 'x' }], [], { project: 'lab' });
    const as = async (claims: Json) => {
      const authorization = `Bearer ${await laptop.token(claims)}`;
      return laptop.call('GET', '/audit?limit=100', undefined, { authorization });
    };
    expect(await as({ user: 'bob', roles: ['builder'] })).toMatchObject({
      status: 403,
      body: { permission: 'audit:read' },
    });
    const own = await as({ user: 'eve', projects: ['lab'] });
    expect(new Set(own.body.items.map(({ project }: Json) => project ?? 'lab'))).toEqual(new Set(['lab']));
    expect((await as({ tenant: 'other' })).body.items).toEqual([]);
  });

  it('tells nobody what was done in a project that they do not see', async () => {
    const lab = { project: 'lab' };
    const agentId = await laptop.anAgentWith([asksFor(['ask', {}]), { text: 'done' }], [task], lab);
    const { waiting } = await laptop.waitFor(await laptop.start(agentId), ({ waiting }) => waiting.length === 1);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/claim`);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/release`);
    const trigger = { name: 'lab trigger', agentId, type: 'MANUAL', enabled: true };
    const { triggerId } = await laptop.ask('POST', '/triggers', trigger, 201);
    await laptop.call('DELETE', `/triggers/${triggerId}`, undefined, { 'if-match': '1' });
    const { version } = await laptop.ask('GET', `/agents/${agentId}`);
    await laptop.call('DELETE', `/agents/${agentId}`, undefined, { 'if-match': `${version}` });
    const seenBy = async (projects: string[]) => {
      const authorization = `Bearer ${await laptop.token({ user: 'eve', projects })}`;
      const records = [waiting[0].id, triggerId, agentId].map(
        async (id) => (await laptop.call('GET', `/audit?object=${id}`, undefined, { authorization })).body.items,
      );
      return (await Promise.all(records)).flat().map(({ action }: Json) => action);
    };
    expect(await seenBy(['other'])).toEqual([]);
    expect((await seenBy(['lab'])).sort()).toEqual(
      ['claimManualTask', 'createAgent', 'createTrigger', 'deleteAgent', 'deleteTrigger', 'releaseManualTask'].sort(),
    );
  });

  it('is paged', async () => {
    const all = (await laptop.ask('GET', '/audit?limit=100')).items.map(({ recordId }: Json) => recordId);
    const paged: string[] = [];
    let cursor = '';
    do {
      const page = await laptop.ask('GET', `/audit?limit=3${cursor}`);
      paged.push(...page.items.map(({ recordId }: Json) => recordId));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(paged).toEqual(all);
  });
});

/** The records of a query, as soon as there are so many: those of a session follow its activity. */
async function recordsOf(query: string, wanted: number): Promise<Json[]> {
  return until(
    async () => {
      const { items } = await laptop.ask('GET', `/audit?${query}`);
      return items.length >= wanted ? items : undefined;
    },
    () => `${wanted} audit records of ${query}`,
  );
}
