import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionStatus } from '../../../shared/domain/session/session-status.ts';
import { asksFor, callsOf, type Json, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { anUndrivenSession, besideLaptop } from '../../builders/beside-a-laptop.ts';

const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });
const deps = besideLaptop(laptop.address);
const NOBODY = 'ses_01JZZZZZZZZZZZZZZZZZZZZZZZ';
const COMMANDS = ['pause', 'resume', 'cancel', 'delete'] as const;
type Command = (typeof COMMANDS)[number];
type Work = 'in flight' | 'inferring';

/** One command of the contract; `as` is a token. */
function command(name: Command, sessionId: string, { as, body }: { as?: string; body?: unknown } = {}) {
  const headers: Record<string, string> = as === undefined ? {} : { authorization: `Bearer ${as}` };
  if (name === 'delete') return laptop.call('DELETE', `/sessions/${sessionId}`, body, headers);
  return laptop.call('POST', `/sessions/${sessionId}/${name}`, body, headers);
}

/** What a command did, in words: the new status, `=` accepted and unchanged, `409`, `gone`. */
function outcome(before: SessionStatus, { status, body }: Json): string {
  if (status === 204) return 'gone';
  if (status !== 200) return String(status);
  return body.changed ? body.session.status : body.session.status === before ? '=' : 'unchanged, and yet moved';
}

describe('every command in every status', () => {
  const STATUSES = ['PENDING', 'RUNNING', 'PAUSING', 'PAUSED', 'CANCELING', 'CANCELED', 'COMPLETED', 'FAILED'] as const;
  //                                  PENDING     RUNNING      PAUSING      PAUSED      CANCELING  CANCELED  COMPLETED  FAILED
  const table: [Command, Work, string[]][] = [
    ['pause', 'in flight', ['409', 'PAUSING', '=', '=', '409', '409', '409', '409']],
    ['pause', 'inferring', ['409', 'PAUSED', '=', '=', '409', '409', '409', '409']],
    ['resume', 'in flight', ['409', '=', '409', 'RUNNING', '409', '409', '409', '409']],
    ['resume', 'inferring', ['409', '=', '409', 'RUNNING', '409', '409', '409', '409']],
    ['cancel', 'in flight', ['CANCELED', 'CANCELING', 'CANCELING', 'CANCELED', '=', '=', '409', '409']],
    ['cancel', 'inferring', ['CANCELED', 'CANCELED', 'CANCELING', 'CANCELED', '=', '=', '409', '409']],
    ['delete', 'in flight', ['409', '409', '409', '409', '409', 'gone', 'gone', 'gone']],
  ];
  const ACTIONS: Record<SessionStatus, Command[]> = {
    PENDING: ['cancel'],
    RUNNING: ['pause', 'cancel'],
    PAUSING: ['cancel'],
    PAUSED: ['resume', 'cancel'],
    CANCELING: [],
    CANCELED: ['delete'],
    COMPLETED: ['delete'],
    FAILED: ['delete'],
  };

  it.each(table)('%s, %s', async (name, work, expected) => {
    const ids = await Promise.all(STATUSES.map((status) => anUndrivenSession(deps, status, work)));
    const answers = await Promise.all(ids.map((id) => command(name, id)));
    expect(answers.map((answer, index) => outcome(STATUSES[index]!, answer))).toEqual(expected);
    for (const [index, before] of STATUSES.entries()) {
      const [sessionId, { status, headers, body }] = [ids[index]!, answers[index]!];
      const after = await laptop.call('GET', `/sessions/${sessionId}`);
      if (status === 409) {
        expect(headers.get('content-type')).toBe('application/problem+json');
        expect(body).toMatchObject({
          code: 'ACTION_NOT_ALLOWED',
          status: 409,
          sessionStatus: before,
          actions: ACTIONS[before],
        });
        expect(body.detail).toContain(`The session ${sessionId} is ${before}; ${name} is not possible then.`);
        expect(after.body.status).toBe(before);
      } else if (status === 204) {
        expect(body).toBeUndefined();
        expect(after.status).toBe(404);
      } else {
        // What is acknowledged is shown: the receipt's session is what a read gives now.
        expect(after.body).toEqual(body.session);
        expect(body.session.actions).toEqual(ACTIONS[body.session.status as SessionStatus]);
        const busy = ['PAUSING', 'CANCELING'].includes(body.session.status);
        const stillBusy = work === 'in flight' && before === 'RUNNING' && name === 'resume';
        expect(body.inFlight).toHaveLength(busy || stillBusy ? 1 : 0);
      }
    }
  });

  it('narrows the actions of a refusal to what the caller may do', async () => {
    const sessionId = await anUndrivenSession(deps, 'COMPLETED');
    const operator = await laptop.token({ user: 'olga', roles: ['operator'] });
    const refused = await command('pause', sessionId, { as: operator });
    expect(refused.body).toMatchObject({ code: 'ACTION_NOT_ALLOWED', sessionStatus: 'COMPLETED', actions: [] });
    expect(refused.body.detail).toContain('You can do nothing with it now.');
    const running = await anUndrivenSession(deps, 'RUNNING');
    const [asAdmin, asOperator] = [
      await command('delete', running),
      await command('resume', running, { as: operator }),
    ];
    expect(asAdmin.body).toMatchObject({ status: 409, sessionStatus: 'RUNNING', actions: ['pause', 'cancel'] });
    expect(asOperator.body).toMatchObject({ changed: false, session: { actions: ['pause', 'cancel'] } });
  });
});

describe('a command that is repeated', () => {
  it.each([
    ['pause', 'RUNNING', 'PAUSED', 'PAUSE_REQUESTED'],
    ['resume', 'PAUSED', 'RUNNING', 'RESUMED'],
    ['cancel', 'RUNNING', 'CANCELED', 'CANCEL_REQUESTED'],
  ] as const)('(%s, clicked five times at once) takes hold once', async (name, from, to, event) => {
    const sessionId = await anUndrivenSession(deps, from);
    const answers = await Promise.all(Array.from({ length: 5 }, () => command(name, sessionId)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.map(({ body }) => body.session.status)).toEqual([to, to, to, to, to]);
    expect(answers.filter(({ body }) => body.changed)).toHaveLength(1);
    const entries = await laptop.activity(sessionId);
    expect(entries.filter((entry) => entry.event === event)).toHaveLength(1);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  });

  it('(delete) is a 404 the second time', async () => {
    const sessionId = await anUndrivenSession(deps, 'FAILED');
    const answers = await Promise.all(Array.from({ length: 5 }, () => command('delete', sessionId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
    expect((await command('delete', sessionId)).body).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps who was first, and why', async () => {
    const sessionId = await anUndrivenSession(deps, 'RUNNING');
    const olga = await laptop.token({ user: 'olga', roles: ['operator'] });
    await command('pause', sessionId, { body: { reason: 'The network is down.' } });
    const again = await command('pause', sessionId, { as: olga, body: { reason: 'Me too.' } });
    expect(again.body.changed).toBe(false);
    const said = (await laptop.activity(sessionId)).filter(({ event }) => event?.startsWith('PAUSE'));
    expect(said.map(({ event, by, reason }) => [event, by, reason])).toEqual([
      ['PAUSE_REQUESTED', { userId: 'ada', name: 'ada' }, 'The network is down.'],
      ['PAUSED', { userId: 'ada', name: 'ada' }, 'The network is down.'],
    ]);
  });
});

describe('who acts', () => {
  it("is the token's subject, and a body can't say otherwise", async () => {
    const sessionId = await anUndrivenSession(deps, 'RUNNING');
    for (const body of [
      { by: 'bob' },
      { userId: 'bob' },
      { reason: 'x', by: { userId: 'bob', name: 'Bob' } },
      { status: 'PAUSED' },
    ]) {
      const answer = await command('pause', sessionId, { body });
      expect(answer.body).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
      expect(answer.body.errors[0].message).toBe('is not a field here');
    }
    const grace = await laptop.token({ user: 'grace', roles: ['builder'] });
    await command('cancel', sessionId, { as: grace, body: { reason: 'Wrong order.' } });
    const entries = (await laptop.activity(sessionId)).slice(-2);
    expect(entries.map(({ event, by, reason }) => [event, by.userId, reason])).toEqual([
      ['CANCEL_REQUESTED', 'grace', 'Wrong order.'],
      ['CANCELED', 'grace', 'Wrong order.'],
    ]);
  });

  it.each([
    [
      'viewer',
      { pause: 'sessions:pause', resume: 'sessions:pause', cancel: 'sessions:cancel', delete: 'sessions:delete' },
    ],
    [
      'task-worker',
      { pause: 'sessions:pause', resume: 'sessions:pause', cancel: 'sessions:cancel', delete: 'sessions:delete' },
    ],
    ['operator', { delete: 'sessions:delete' }],
    ['builder', { delete: 'sessions:delete' }],
    ['admin', {}],
  ] as [string, Partial<Record<Command, string>>][])(
    'as %s is told which permission is missing',
    async (role, missing) => {
      const as = await laptop.token({ user: 'somebody', roles: [role] });
      for (const name of COMMANDS) {
        const status = { pause: 'RUNNING', resume: 'PAUSED', cancel: 'RUNNING', delete: 'CANCELED' }[
          name
        ] as SessionStatus;
        const sessionId = await anUndrivenSession(deps, status);
        const answer = await command(name, sessionId, { as });
        if (missing[name] === undefined) {
          expect(answer.status, name).toBe(name === 'delete' ? 204 : 200);
          continue;
        }
        expect(answer.body, name).toMatchObject({ status: 403, code: 'FORBIDDEN', permission: missing[name] });
        expect((await laptop.ask('GET', `/sessions/${sessionId}`)).status).toBe(status);
      }
    },
  );

  it('without a token gets a 401, and nothing changes', async () => {
    const sessionId = await anUndrivenSession(deps, 'RUNNING');
    const answer = await fetch(`${laptop.address}/api/v1/sessions/${sessionId}/cancel`, { method: 'POST' });
    expect(answer.status).toBe(401);
    expect((await laptop.ask('GET', `/sessions/${sessionId}`)).status).toBe('RUNNING');
  });
});

describe('a session that the caller can not reach', () => {
  it.each(['of another tenant', 'in a project that is not shown to the caller'])(
    '(%s) is a 404 like a missing one, and stays as it is',
    async (why) => {
      const claims = why.includes('tenant') ? { tenant: 'globex' } : { projects: ['research'] };
      const stranger = await laptop.token(claims);
      for (const [name, status] of [
        ['pause', 'RUNNING'],
        ['resume', 'PAUSED'],
        ['cancel', 'RUNNING'],
        ['delete', 'COMPLETED'],
      ] as const) {
        const sessionId = await anUndrivenSession(deps, status);
        const before = await deps.control.read({ tenantId: 'demo', sessionId });
        const [foreign, missing] = [
          await command(name, sessionId, { as: stranger }),
          await command(name, NOBODY, { as: stranger }),
        ];
        expect(foreign.body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
        expect(JSON.stringify(foreign.body).replaceAll(sessionId, NOBODY)).toBe(JSON.stringify(missing.body));
        expect(await deps.control.read({ tenantId: 'demo', sessionId })).toEqual(before);
      }
    },
  );

  it('because it is deleted is a 404 for every command', async () => {
    const sessionId = await anUndrivenSession(deps, 'COMPLETED');
    expect((await command('delete', sessionId)).status).toBe(204);
    for (const name of COMMANDS)
      expect((await command(name, sessionId)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});

describe('a malformed request', () => {
  it.each([
    'x',
    'ses_',
    'ses_01JZZZZZZZZZZZZZZZZZZZZZZ!',
    `ses_${'0'.repeat(500)}`,
    '%00',
    'ses_%2F..',
    '*',
    'T%23demo',
  ])("for the id %s is the caller's mistake", async (id) => {
    for (const name of COMMANDS) expect([400, 404], name).toContain((await command(name, id)).status);
  });

  it('changes nothing', async () => {
    const sessionId = await anUndrivenSession(deps, 'RUNNING');
    const bad: unknown[] = [[], null, 'pause', 7, { reason: 7 }, { reason: 'x'.repeat(1_001) }, { reason: null }];
    for (const body of bad)
      expect((await command('cancel', sessionId, { body })).status, JSON.stringify(body)).toBe(400);
    const headers = { authorization: `Bearer ${await laptop.token()}` };
    const url = `${laptop.address}/api/v1/sessions/${sessionId}/cancel`;
    const post = (body: string, type: string) =>
      fetch(url, { method: 'POST', headers: { ...headers, 'content-type': type }, body });
    expect((await post('{', 'application/json')).status).toBe(400);
    expect((await post('{}', 'text/plain')).status).toBe(415);
    expect((await laptop.call('POST', `/sessions/${sessionId}/cancel?force=true`)).status).toBe(400);
    expect((await laptop.call('POST', `/sessions/${sessionId}/stop`)).status).toBe(404);
    expect((await command('delete', sessionId, { body: { reason: 'x' } })).status).toBe(400);
    expect((await laptop.ask('GET', `/sessions/${sessionId}`)).status).toBe('RUNNING');
    // An empty body and an empty object are both no reason.
    expect((await command('cancel', sessionId, { body: {} })).body).toMatchObject({ changed: true });
  });
});

/** A session whose first turn asks for a call that the test holds. Answers once the call has arrived. */
async function heldSession(path: string, turns: Json[] = [asksFor(['slow']), asksFor(['next']), { text: 'done' }]) {
  const tools = [service.tool('slow', `/held/${path}`), service.tool('next', `/next/${path}`)];
  const sessionId = await laptop.start(await laptop.anAgentWith(turns, tools));
  await service.arrived(`/held/${path}`);
  return {
    sessionId,
    release: () => service.release(`/held/${path}`),
    later: () => service.calls(`/next/${path}`).length,
  };
}

describe('pause with a call in flight', () => {
  let sessionId: string;
  let entries: Json[];

  beforeAll(async () => {
    const held = await heldSession('pause');
    sessionId = held.sessionId;
    const acknowledged = await command('pause', sessionId, { body: { reason: 'Let me look.' } });
    expect(acknowledged.body).toMatchObject({ changed: true, session: { status: 'PAUSING', actions: ['cancel'] } });
    expect(acknowledged.body.inFlight).toEqual([{ seq: 3, toolName: 'slow', startedAt: expect.stringMatching(/Z$/) }]);
    expect((await command('resume', sessionId)).body).toMatchObject({ status: 409, sessionStatus: 'PAUSING' });
    expect((await command('pause', sessionId)).body).toMatchObject({
      changed: false,
      inFlight: [{ toolName: 'slow' }],
    });
    held.release();
    const paused = await laptop.waitFor(sessionId, ({ status }) => status === 'PAUSED');
    expect(paused.actions).toEqual(['resume', 'cancel']);
    // The call that was in flight is kept, and no other began: not in the trace, and not at the service.
    expect(callsOf(await laptop.activity(sessionId)).map(({ toolName, state }) => [toolName, state])).toEqual([
      ['slow', 'SUCCEEDED'],
    ]);
    expect(held.later()).toBe(0);
    const resumed = await command('resume', sessionId, {
      as: await laptop.token({ user: 'olga', roles: ['operator'] }),
    });
    expect(resumed.body).toMatchObject({ changed: true, session: { status: 'RUNNING' }, inFlight: [] });
    entries = (await laptop.ended(sessionId)).entries;
    expect(held.later()).toBe(1);
  });

  it('goes on after the resume to the end', async () => {
    expect((await laptop.ask('GET', `/sessions/${sessionId}`)).status).toBe('COMPLETED');
    expect(traceOf(entries)).toEqual([
      'SYSTEM STARTED',
      'REASONING 1 SUCCEEDED',
      'TOOL_CALL 1 slow SUCCEEDED',
      'SYSTEM PAUSE_REQUESTED',
      'SYSTEM PAUSED',
      'SYSTEM RESUMED',
      'REASONING 2 SUCCEEDED',
      'TOOL_CALL 2 next SUCCEEDED',
      'REASONING 3 SUCCEEDED',
      'RESPONSE',
      'SYSTEM COMPLETED',
    ]);
  });

  it('is told in the trace with who, why and how long', () => {
    const [requested, paused, resumed] = entries.filter(({ event }) => /PAUSE|RESUMED/.test(event ?? ''));
    expect(requested).toMatchObject({ by: { userId: 'ada' }, reason: 'Let me look.' });
    expect(paused).toMatchObject({ by: { userId: 'ada' }, reason: 'Let me look.' });
    expect(resumed).toMatchObject({ by: { userId: 'olga', name: 'olga' } });
    expect(resumed.pausedMs).toBe(Date.parse(resumed.at) - Date.parse(paused.at));
    expect(resumed).not.toHaveProperty('reason');
  });
});

describe('cancel in the middle of a call', () => {
  it('is CANCELING while the call ends, then CANCELED; nothing starts after the acknowledgement', async () => {
    const held = await heldSession('cancel');
    const { body } = await command('cancel', held.sessionId);
    expect(body).toMatchObject({
      changed: true,
      session: { status: 'CANCELING', actions: [] },
      inFlight: [{ toolName: 'slow' }],
    });
    const acknowledgedAt = (await laptop.activity(held.sessionId)).find(
      ({ event }) => event === 'CANCEL_REQUESTED',
    ).seq;
    expect((await command('cancel', held.sessionId)).body).toMatchObject({
      changed: false,
      inFlight: [{ toolName: 'slow' }],
    });
    held.release();
    const { session, entries } = await laptop.ended(held.sessionId);
    expect(session).toMatchObject({ status: 'CANCELED', actions: ['delete'], error: null });
    expect(entries.filter(({ seq }) => seq > acknowledgedAt).map(({ kind, event }) => [kind, event])).toEqual([
      ['SYSTEM', 'CANCELED'],
    ]);
    expect(callsOf(entries)).toMatchObject([{ toolName: 'slow', state: 'SUCCEEDED' }]);
    expect(held.later()).toBe(0);
  });

  it('waits for every call in flight, and lets none of the rest begin', async () => {
    const names = ['a', 'b', 'c'];
    const tools = [
      ...names.map((name) => service.tool(name, `/held/many-${name}`)),
      service.tool('next', '/next/many'),
    ];
    const agentId = await laptop.anAgentWith([asksFor(['a'], ['b'], ['c']), asksFor(['next'])], tools);
    const sessionId = await laptop.start(agentId);
    await Promise.all(names.map((name) => service.arrived(`/held/many-${name}`)));
    expect((await command('pause', sessionId)).body.inFlight.map(({ toolName }: Json) => toolName)).toEqual(names);
    service.release('/held/many-b');
    const { body } = await command('cancel', sessionId);
    expect(body.session.status).toBe('CANCELING');
    for (const name of names) service.release(`/held/many-${name}`);
    const { entries } = await laptop.ended(sessionId);
    expect(callsOf(entries).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(service.calls('/next/many')).toEqual([]);
  });

  it('leaves a call that fails meanwhile as it is', async () => {
    const held = await heldSession('cancel-failing');
    service.on('/held/cancel-failing', (_, response) => response.writeHead(503).end());
    await command('cancel', held.sessionId);
    held.release();
    const { session, entries } = await laptop.ended(held.sessionId);
    expect(session.status).toBe('CANCELED');
    expect(callsOf(entries)).toMatchObject([{ state: 'FAILED', error: { category: 'TOOL_FAILED' } }]);
  });
});

describe('a model call under way', () => {
  const slowly = [{ ...asksFor(['next']), delayMs: 300 }, { text: 'done' }];
  const inferring = async (path: string) => {
    const sessionId = await laptop.start(await laptop.anAgentWith(slowly, [service.tool('next', path)]));
    await laptop.waitFor(sessionId, ({ status }) => status === 'RUNNING');
    return sessionId;
  };

  it('does not hold up a cancel, and what it answers is not used', async () => {
    const sessionId = await inferring('/next/inferring-canceled');
    expect((await command('cancel', sessionId)).body).toMatchObject({ session: { status: 'CANCELED' }, inFlight: [] });
    const { entries } = await laptop.ended(sessionId);
    expect(traceOf(entries)).toEqual([
      'SYSTEM STARTED',
      'REASONING 1 CANCELED',
      'SYSTEM CANCEL_REQUESTED',
      'SYSTEM CANCELED',
    ]);
    const after = await laptop.start(await laptop.anAgentWith([{ text: 'later', delayMs: 400 }]));
    await laptop.ended(after);
    expect(service.calls('/next/inferring-canceled')).toEqual([]);
    expect(await laptop.activity(sessionId)).toEqual(entries);
  });

  it('is kept and counted while paused, and its calls are made on resume', async () => {
    const sessionId = await inferring('/next/inferring-paused');
    expect((await command('pause', sessionId)).body).toMatchObject({ session: { status: 'PAUSED' }, inFlight: [] });
    await laptop.waitFor(sessionId, ({ turns }) => turns === 1);
    expect(service.calls('/next/inferring-paused')).toEqual([]);
    await command('resume', sessionId);
    const { session } = await laptop.ended(sessionId);
    expect(session.status).toBe('COMPLETED');
    expect(service.calls('/next/inferring-paused')).toHaveLength(1);
  });
});
