import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { until } from '../../builders/until.ts';

const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });

const calls = (name: string, agentId: string, more: Json = {}) => ({ kind: 'agent', name, agentId, ...more });
const greeting = {
  instructions: 'Greet {{ who }} {{ times }} times.',
  inputSchema: {
    type: 'object',
    properties: { who: { type: 'string', maxLength: 20 }, times: { type: 'integer', default: 2 } },
    required: ['who'],
  },
};

describe('a session that calls another agent', () => {
  it('waits for it, is told its final response, and each shows the other', async () => {
    const called = await laptop.anAgentWith([{ text: 'Hello {{ inputs.who }}!' }], [], greeting);
    const caller = await laptop.anAgentWith(
      [asksFor(['greet', { who: 'Ada' }]), { text: 'It said: {{ calls.greet.output.lastMessage }}' }],
      [calls('greet', called)],
    );
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    const [call] = callsOf(entries);
    const child = (await laptop.call('GET', `/sessions/${call.link.id}`)).body;

    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'It said: Hello Ada!', waiting: [] });
    expect(call).toMatchObject({
      state: 'SUCCEEDED',
      toolKind: 'agent',
      link: { kind: 'session', id: child.sessionId, visible: true },
      output: { status: 'completed', sessionId: child.sessionId, lastMessage: 'Hello Ada!' },
    });
    expect(child).toMatchObject({
      status: 'COMPLETED',
      trigger: { type: 'AGENT', source: { name: session.agent.name, id: caller } },
      caller: { kind: 'session', id: session.sessionId },
      createdBy: session.createdBy,
      prompt: 'Greet Ada 2 times.',
      inputs: { who: 'Ada', times: 2 },
    });
  });

  it('is given a final response that is too long for an item, whole', async () => {
    const long = `${'long '.repeat(20_000)}end`;
    const called = await laptop.anAgentWith([{ text: long }], []);
    const caller = await laptop.anAgentWith([asksFor(['write', {}]), { text: 'done' }], [calls('write', called)]);
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    const [call] = callsOf(entries);
    const whole = await laptop.call('GET', `/sessions/${session.sessionId}/activity/${call.seq}`);
    expect(whole.body.output.lastMessage).toBe(long);
  });

  it('goes on when the called session fails, and when it is canceled', async () => {
    const failing = await laptop.anAgentWith([{ error: { status: 401, message: 'no key' } }], []);
    const waiting = await laptop.anAgentWith([asksFor(['ask', {}])], [{ kind: 'manual_task', name: 'ask' }]);
    const caller = await laptop.anAgentWith(
      [asksFor(['fail', {}], ['wait', {}]), { text: 'went on' }],
      [calls('fail', failing), calls('wait', waiting)],
    );
    const sessionId = await laptop.start(caller);
    const called = await until(
      async () => (await waitingFor(sessionId, 'wait'))?.link.id,
      () => 'the called session',
    );
    await laptop.waitFor(called, ({ waiting: tasks }) => tasks.length === 1);
    await laptop.call('POST', `/sessions/${called}/cancel`);
    const { session, entries } = await laptop.ended(sessionId);

    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'went on' });
    const [fail, wait] = callsOf(entries);
    expect(fail).toMatchObject({ state: 'FAILED', error: { category: 'CALLED_SESSION_FAILED' } });
    expect(fail.error.message).toContain('401');
    expect(wait).toMatchObject({ state: 'CANCELED', error: { category: 'CALLED_SESSION_CANCELED' } });
    expect(wait.output).toMatchObject({ status: 'canceled', sessionId: called });
  });

  it('is canceled without it: the called session goes on', async () => {
    const waiting = await laptop.anAgentWith([asksFor(['ask', {}])], [{ kind: 'manual_task', name: 'ask' }]);
    const caller = await laptop.anAgentWith([asksFor(['wait', {}])], [calls('wait', waiting)]);
    const sessionId = await laptop.start(caller);
    await laptop.waitFor(sessionId, ({ waiting: open }) => open.length === 1);
    const { body } = await laptop.call('POST', `/sessions/${sessionId}/cancel`);
    expect(body.session.status).toBe('CANCELED');
    const { entries } = await laptop.ended(sessionId);
    const [call] = callsOf(entries);
    expect(call).toMatchObject({ state: 'CANCELED', output: { note: expect.stringContaining('goes on') } });
    await laptop.waitFor(call.link.id, ({ status, waiting: open }) => status === 'RUNNING' && open.length === 1);
  });

  it('calls it with the arguments that its own inputs allow, and is told what does not fit', async () => {
    const called = await laptop.anAgentWith([{ text: 'Hello {{ inputs.who }}!' }], [], greeting);
    const loose = { inputSchema: { type: 'object' } };
    const caller = await laptop.anAgentWith(
      [asksFor(['greet', { times: 1 }], ['loosely', { who: 'x'.repeat(21) }]), { text: 'done' }],
      [calls('greet', called), calls('loosely', called, loose)],
    );
    const { entries } = await laptop.ended(await laptop.start(caller));
    const [greet, loosely] = callsOf(entries);
    expect(greet).toMatchObject({ state: 'FAILED', error: { category: 'INVALID_INPUT' } });
    expect(greet.link).toBeUndefined();
    expect(loosely).toMatchObject({ state: 'FAILED', error: { category: 'INVALID_INPUT' } });
    expect(loosely.error.message).toContain('who');
  });

  it('calls an agent that was deleted meanwhile: the call fails and says so', async () => {
    const called = await laptop.anAgentWith([{ text: 'hi' }], []);
    const caller = await laptop.anAgentWith([asksFor(['greet', {}]), { text: 'done' }], [calls('greet', called)]);
    const { version } = (await laptop.call('GET', `/agents/${called}`)).body;
    await laptop.call('DELETE', `/agents/${called}`, undefined, { 'if-match': `${version}` });
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    expect(session.status).toBe('COMPLETED');
    expect(callsOf(entries)[0]).toMatchObject({
      state: 'FAILED',
      error: { category: 'INVALID_DEFINITION', message: expect.stringContaining(called) },
    });
    // There is no session to go to.
    expect(callsOf(entries)[0].link).toBeUndefined();
  });
});

describe('agents that call themselves', () => {
  /** An agent can only be made to call itself after it was made. */
  async function aLoop(turns: Json[], names: string[], limits: Json = {}): Promise<string> {
    const agentId = await laptop.anAgentWith([{ text: 'not yet' }], []);
    const { version, ...agent } = (await laptop.call('GET', `/agents/${agentId}`)).body;
    const { name, project, instructions, inputSchema } = agent;
    const { status, body } = await laptop.call(
      'PUT',
      `/agents/${agentId}`,
      {
        ...{ name, project, instructions, inputSchema, limits },
        tools: names.map((tool) => calls(tool, agentId)),
        model: { provider: 'scripted', modelId: 'scripted', settings: { turns } },
      },
      { 'if-match': `${version}` },
    );
    expect({ status, body }).toMatchObject({ status: 200 });
    return agentId;
  }

  it('come to an end five deep, each told why the next was not called', async () => {
    const loop = await aLoop([asksFor(['again', {}]), { text: '<{{ calls.again.output.lastMessage }}>' }], ['again']);
    const { session } = await laptop.ended(await laptop.start(loop));
    expect(session.status).toBe('COMPLETED');
    const family = await laptop.call('GET', `/sessions?agentId=${loop}`);
    expect(family.body.items).toHaveLength(5);
    const [deepest] = family.body.items;
    const { entries } = await laptop.ended(deepest.sessionId);
    const [call] = callsOf(entries);
    expect(call).toMatchObject({ state: 'FAILED', error: { category: 'BUDGET_SPENT' } });
    expect(call.link).toBeUndefined();
  });

  it('are no deeper than the first one allows', async () => {
    const loop = await aLoop([asksFor(['again', {}]), { text: 'done' }], ['again'], { maxDepth: 2 });
    await laptop.ended(await laptop.start(loop));
    expect((await laptop.call('GET', `/sessions?agentId=${loop}`)).body.items).toHaveLength(2);
  });

  it('are fifty at most below the first one, however many each calls', async () => {
    const wide = Array.from({ length: 8 }, () => ['again', {}] as [string, Json]);
    const loop = await aLoop([asksFor(...wide), { text: 'done' }], ['again'], { maxDepth: 3 });
    const { session } = await laptop.ended(await laptop.start(loop));
    expect(session.status).toBe('COMPLETED');
    const family = await laptop.call('GET', `/sessions?agentId=${loop}&limit=100`);
    expect(family.body.items).toHaveLength(51);
    expect(family.body.items.every(({ status }: Json) => status === 'COMPLETED')).toBe(true);
  });
});

describe('a reader without the project of the called session', () => {
  it('sees that it was called and how it stands, not what it said', async () => {
    const called = await laptop.anAgentWith([{ text: 'a secret of the lab' }], [], { project: 'lab' });
    const caller = await laptop.anAgentWith([asksFor(['ask', {}]), { text: 'done' }], [calls('ask', called)]);
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    const [own] = callsOf(entries);
    const other = await somebody({ roles: ['operator'], projects: ['default'] });
    const seen = callsOf((await other('GET', `/sessions/${session.sessionId}/activity`)).body.items)[0];
    expect(seen).toMatchObject({ state: 'SUCCEEDED', output: null, link: { ...own.link, visible: false } });
    expect((await other('GET', `/sessions/${own.link.id}`)).status).toBe(404);
    const asker = await somebody({ roles: ['builder'], projects: ['default'] });
    const refused = await asker('POST', '/agents', {
      ...{ name: 'peeks into the lab', instructions: 'x', tools: [calls('ask', called)] },
      model: { provider: 'scripted', modelId: 'scripted', settings: { turns: [{ text: 'hi' }] } },
    });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'tools.0.agentId' }] } });
  });
});

/** The call of that tool, as soon as it waits. */
async function waitingFor(sessionId: string, toolName: string): Promise<Json | undefined> {
  const { body } = await laptop.call('GET', `/sessions/${sessionId}/activity`);
  return callsOf(body.items).find((call) => call.toolName === toolName && call.state === 'WAITING');
}

/** Another user of the tenant, with these claims. */
async function somebody(claims: Json) {
  const authorization = `Bearer ${await laptop.token({ user: 'bob', ...claims })}`;
  return (method: string, path: string, body?: unknown) => laptop.call(method, path, body, { authorization });
}
