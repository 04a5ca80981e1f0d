import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';

const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });

describe('a session from its start to its final response', () => {
  it('is shown as it was, entry by entry', async () => {
    const agentId = await laptop.anAgentWith(
      [
        {
          reasoning: 'First I look it up.',
          text: 'Looking up {{ inputs.order }}.',
          ...asksFor(['lookUp', { order: '{{ inputs.order }}' }]),
          usage: { inputTokens: 100, outputTokens: 20 },
        },
        {
          text: 'Order {{ calls.lookUp.output.body.order }} is on its way.',
          usage: { inputTokens: 150, outputTokens: 9 },
        },
      ],
      [service.tool('lookUp', '/echo', { body: { order: '{{ order }}' } })],
      {
        instructions: 'Find order {{ order }}.',
        inputSchema: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
      },
    );
    const started = await laptop.call('POST', '/sessions', { agentId, inputs: { order: 'A-7' } });
    expect(started.status).toBe(201);
    expect(started.body).toMatchObject({
      status: 'PENDING',
      prompt: 'Find order A-7.',
      trigger: { type: 'MANUAL', source: { name: 'ada', id: 'ada' } },
      inputs: { order: 'A-7' },
      endedAt: null,
      durationMs: null,
      finalResponse: null,
      error: null,
      actions: ['cancel'],
    });
    const { session, entries } = await laptop.ended(started.body.sessionId);

    expect(traceOf(entries)).toEqual([
      'SYSTEM STARTED',
      'REASONING 1 SUCCEEDED',
      'TOOL_CALL 1 lookUp SUCCEEDED',
      'REASONING 2 SUCCEEDED',
      'RESPONSE',
      'SYSTEM COMPLETED',
    ]);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    const [opening, first, lookUp, second, response, completed] = entries;
    expect(opening).toMatchObject({ state: 'SUCCEEDED', by: { userId: 'ada', name: 'ada' }, truncated: [] });
    expect(first).toMatchObject({
      turn: 1,
      text: 'Looking up A-7.',
      reasoning: 'First I look it up.',
      model: { provider: 'scripted', modelId: 'scripted' },
      usage: { inputTokens: 100, outputTokens: 20 },
      stopReason: 'tool-calls',
    });
    expect(lookUp).toMatchObject({
      toolKind: 'http',
      callId: 'call_0_0',
      input: { order: 'A-7' },
      output: { status: 200, body: { order: 'A-7' } },
    });
    expect(second).toMatchObject({ turn: 2, stopReason: 'stop', usage: { inputTokens: 150, outputTokens: 9 } });
    expect(response).toMatchObject({ text: 'Order A-7 is on its way.', state: 'SUCCEEDED' });
    expect(completed).toMatchObject({ by: null });
    for (const entry of entries) {
      expect(Date.parse(entry.endedAt)).toBeGreaterThanOrEqual(Date.parse(entry.at));
      expect(entry.durationMs).toBe(Date.parse(entry.endedAt) - Date.parse(entry.at));
    }

    expect(session).toMatchObject({
      status: 'COMPLETED',
      finalResponse: 'Order A-7 is on its way.',
      turns: 2,
      toolCalls: 1,
      waitingOn: 0,
      usage: { inputTokens: 250, outputTokens: 29, totalTokens: 279, costUsd: expect.closeTo(0.001185, 9) },
      actions: ['delete'],
      error: null,
    });
    expect(session.durationMs).toBe(Date.parse(session.endedAt) - Date.parse(session.startedAt));
    expect(service.calls('/echo').at(-1)).toMatchObject({ key: `${session.sessionId}/1/0`, method: 'POST' });
  });

  it('needs no tools, and ends with what the script lacks', async () => {
    const { session, entries } = await laptop.play([{ text: 'Hello.' }]);
    expect(traceOf(entries)).toEqual(['SYSTEM STARTED', 'REASONING 1 SUCCEEDED', 'RESPONSE', 'SYSTEM COMPLETED']);
    expect(session.finalResponse).toBe('Hello.');
    const beyond = await laptop.play([asksFor(['echo'])], [service.tool('echo', '/echo')]);
    expect(beyond.session).toMatchObject({ status: 'COMPLETED', finalResponse: '(end of script)', turns: 2 });
  });

  it('makes the calls of one turn beside each other, and keeps their order', async () => {
    const tools = ['first', 'second', 'third'].map((name) => service.tool(name, `/held/together-${name}`));
    const agentId = await laptop.anAgentWith([asksFor(['first'], ['second'], ['third']), { text: 'All done.' }], tools);
    const sessionId = await laptop.start(agentId);
    // None is answered before all have arrived: one after the other would never get there.
    await Promise.all(['first', 'second', 'third'].map((name) => service.arrived(`/held/together-${name}`)));
    const running = await laptop.waitFor(sessionId, ({ toolCalls }) => toolCalls === 3);
    expect(running).toMatchObject({ status: 'RUNNING', actions: ['pause', 'cancel'] });
    for (const name of ['third', 'first', 'second']) service.release(`/held/together-${name}`);
    const { session, entries } = await laptop.ended(sessionId);
    expect(traceOf(callsOf(entries))).toEqual([
      'TOOL_CALL 1 first SUCCEEDED',
      'TOOL_CALL 1 second SUCCEEDED',
      'TOOL_CALL 1 third SUCCEEDED',
    ]);
    expect(session.status).toBe('COMPLETED');
  });
});
