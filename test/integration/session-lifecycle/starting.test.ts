import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';

const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });

const greeting = [{ text: 'Hello {{ inputs.name }}, {{ inputs.times }} times, {{ inputs.loud }}.' }];
const asks = {
  instructions: 'Greet {{ name }} {{ times }} times. {{ note }}',
  inputSchema: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 20 },
      times: { type: 'integer', minimum: 1, maximum: 5, default: 3 },
      loud: { type: 'boolean', default: false },
      tone: { enum: ['warm', 'cold'] },
      note: { type: 'string' },
    },
    required: ['name'],
  },
};

describe('the inputs of a start', () => {
  it('are completed with defaults, put into the prompt, and reach the model with their types', async () => {
    const agentId = await laptop.anAgentWith(greeting, [], asks);
    const { session } = await laptop.ended(await laptop.start(agentId, { name: 'Zoë 🦉', tone: 'warm' }));
    expect(session).toMatchObject({
      inputs: { name: 'Zoë 🦉', times: 3, loud: false, tone: 'warm' },
      prompt: 'Greet Zoë 🦉 3 times. ',
      finalResponse: 'Hello Zoë 🦉, 3 times, false.',
    });
  });

  it('hold no template: a value is not filled in again', async () => {
    const agentId = await laptop.anAgentWith(greeting, [], asks);
    const { session } = await laptop.ended(await laptop.start(agentId, { name: '{{ times }}' }));
    expect(session).toMatchObject({ prompt: 'Greet {{ times }} 3 times. ', status: 'COMPLETED' });
  });

  it.each([
    ['a missing one', {}, 'inputs', 'name'],
    ['a wrong type', { name: 7 }, 'inputs.name', 'string'],
    ['a number out of bounds', { name: 'a', times: 9 }, 'inputs.times', '5'],
    ['a fraction for a whole number', { name: 'a', times: 1.5 }, 'inputs.times', 'integer'],
    ['text for a boolean', { name: 'a', loud: 'yes' }, 'inputs.loud', 'boolean'],
    ['a value that is not in the list', { name: 'a', tone: 'grim' }, 'inputs.tone', 'warm'],
    ['a text that is too long', { name: 'a'.repeat(21) }, 'inputs.name', '20'],
    ['an unknown one', { name: 'a', color: 'red' }, 'inputs.color', ''],
    ['one of JavaScript’s own names', { name: 'a', constructor: 'b' }, 'inputs.constructor', ''],
  ])('are refused for %s, and nothing is started', async (_, inputs, path, told) => {
    const agentId = await laptop.anAgentWith(greeting, [], asks);
    for (const [url, body] of [
      ['/sessions', { agentId, inputs }],
      [`/agents/${agentId}/run`, { inputs }],
    ] as const) {
      const answer = await laptop.call('POST', url, body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
      const error = answer.body.errors.find((each: Json) => each.path === path);
      expect(error?.message).toContain(told);
    }
    expect((await laptop.ask('GET', `/sessions?agentId=${agentId}`)).items).toEqual([]);
  });
});

describe('an Idempotency-Key of a start', () => {
  const start = async (agentId: string, key: string, body: object = {}, claims?: Record<string, unknown>) => {
    const as: Record<string, string> =
      claims === undefined ? {} : { authorization: `Bearer ${await laptop.token(claims)}` };
    return laptop.call('POST', `/agents/${agentId}/run`, body, { 'idempotency-key': key, ...as });
  };

  it('makes a repeat give the same session, before and after its end', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'Once.' }]);
    const first = await start(agentId, 'k');
    expect(first.status).toBe(201);
    expect(await start(agentId, 'k')).toMatchObject({ status: 200, body: { sessionId: first.body.sessionId } });
    await laptop.ended(first.body.sessionId);
    const last = await start(agentId, 'k', {});
    expect(last).toMatchObject({
      status: 200,
      body: { sessionId: first.body.sessionId, status: 'COMPLETED', finalResponse: 'Once.' },
    });
    expect((await laptop.ask('GET', `/sessions?agentId=${agentId}`)).items).toHaveLength(1);
  });

  it('refuses another body, and means another start for another user, agent or route', async () => {
    const agentId = await laptop.anAgentWith(greeting, [], asks);
    const first = await start(agentId, 'k', { inputs: { name: 'a' } });
    expect(await start(agentId, 'k', { inputs: { name: 'b' } })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_MISMATCH' },
    });
    const others = await Promise.all([
      start(agentId, 'k', { inputs: { name: 'a' } }, { user: 'bo' }),
      start(await laptop.anAgentWith([{ text: 'x' }]), 'k'),
      laptop.call('POST', '/sessions', { agentId, inputs: { name: 'a' } }, { 'idempotency-key': 'k' }),
      start(agentId, 'k2', { inputs: { name: 'a' } }),
    ]);
    expect(others.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const ids = [first, ...others].map(({ body }) => body.sessionId);
    expect(new Set(ids).size).toBe(5);
  });

  it('makes one session of many starts at the same moment', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'Once.' }]);
    const answers = await Promise.all(Array.from({ length: 12 }, () => start(agentId, 'together')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(new Set(answers.map(({ body }) => body.sessionId)).size).toBe(1);
    expect(statuses).toEqual([...Array(11).fill(200), 201]);
    const { entries } = await laptop.ended(answers[0]?.body.sessionId);
    expect(traceOf(entries)).toEqual(['SYSTEM STARTED', 'REASONING 1 SUCCEEDED', 'RESPONSE', 'SYSTEM COMPLETED']);
  });
});

describe('an agent that changes while its session runs', () => {
  it.each(['edited', 'deleted'])('(it is %s) does not change the session', async (change) => {
    const path = `/held/while-${change}`;
    const turns = [asksFor(['hold']), asksFor(['hold']), { text: 'As it was at the start.' }];
    const agentId = await laptop.anAgentWith(turns, [service.tool('hold', path)], { name: `To be ${change}` });
    const sessionId = await laptop.start(agentId);
    await service.arrived(path);
    const edited = anAgentDefinition({ name: 'Another', instructions: 'Do nothing.' });
    const answer =
      change === 'edited'
        ? await laptop.call('PUT', `/agents/${agentId}`, edited, { 'if-match': '1' })
        : await laptop.call('DELETE', `/agents/${agentId}`, undefined, { 'if-match': '1' });
    expect(answer.status).toBe(change === 'edited' ? 200 : 204);
    service.release(path);
    const { session, entries } = await laptop.ended(sessionId);
    expect(session).toMatchObject({
      status: 'COMPLETED',
      finalResponse: 'As it was at the start.',
      prompt: 'Look up the order.',
      agent: { agentId, name: `To be ${change}` },
      toolCalls: 2,
    });
    expect(callsOf(entries)).toHaveLength(2);
    expect((await laptop.ask('GET', `/sessions?agentId=${agentId}`)).items).toHaveLength(1);
  });
});
