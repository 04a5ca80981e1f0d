import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';

const service = await aToolService();
/** Listens too, but no tool may reach it: it is not on the list. */
const elsewhere = await aToolService();
afterAll(() => Promise.all([service.close(), elsewhere.close()]));
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });
const at = `POST http://${service.host}`;

/** A session that makes one call and then tells what the model was given of it. */
async function oneCall(path: string, overrides: Record<string, unknown> = {}, input: unknown = {}) {
  const { session, entries } = await laptop.play(
    [asksFor(['probe', input]), { text: 'The model goes on.' }],
    [service.tool('probe', path, overrides)],
  );
  expect(traceOf(entries)).toEqual([
    'SYSTEM STARTED',
    'REASONING 1 SUCCEEDED',
    expect.stringMatching(/^TOOL_CALL 1 probe /),
    'REASONING 2 SUCCEEDED',
    'RESPONSE',
    'SYSTEM COMPLETED',
  ]);
  expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'The model goes on.', error: null });
  return callsOf(entries)[0];
}

describe.concurrent('a tool that fails', () => {
  it.each([
    ['/status/404', `${at}/status/404 answered 404 Not Found.`],
    ['/status/500', `${at}/status/500 answered 500 Internal Server Error.`],
    ['/status/429', `${at}/status/429 answered 429 Too Many Requests.`],
  ])('by %s is a failed call with its answer, and the session goes on', async (path, message) => {
    const status = Number(path.slice(-3));
    expect(await oneCall(path)).toMatchObject({
      state: 'FAILED',
      error: { category: 'TOOL_FAILED', message },
      output: { status, body: { status } },
    });
    expect(service.calls(path)).toHaveLength(1);
  });

  it.each([
    ['/silent', 'never answers'],
    ['/endless', 'answers without end, and is cut'],
  ])('as %s, which %s, ends', async (path) => {
    const call = await oneCall(path, { timeoutSeconds: 1 });
    if (path === '/silent') {
      const message = `${at}/silent failed: There was no complete answer within 1 s.`;
      expect(call).toMatchObject({ state: 'FAILED', output: null, error: { category: 'TOOL_TIMEOUT', message } });
    } else {
      expect(call).toMatchObject({ state: 'SUCCEEDED', truncated: ['output'] });
      expect(call.output).toMatch(/^\{"status":200,"body":"xxxx/);
    }
  });

  it('takes of an answer of 1 GB no more than 2 MB, and says that it was cut', async () => {
    const { session, entries } = await laptop.play([asksFor(['probe']), {}], [service.tool('probe', '/gigabyte')]);
    const call = callsOf(entries)[0];
    const whole = await laptop.ask('GET', `/sessions/${session.sessionId}/activity/${call.seq}`);
    expect(whole).toMatchObject({ state: 'SUCCEEDED', truncated: [], output: { status: 200, truncated: true } });
    expect(whole.output.body).toMatch(/^x+$/);
    expect(whole.output.body.length).toBeGreaterThan(2_000_000);
    expect(whole.output.body.length).toBeLessThanOrEqual(2_097_152);
  });

  it('may nest its JSON so deep that it is only text', async () => {
    const bodies = [];
    for (const levels of [99, 100, 1_000]) bodies.push((await oneCall(`/deep/${levels}`)).output.body);
    expect(JSON.stringify(bodies[0])).toBe('['.repeat(99) + ']'.repeat(99));
    expect(bodies.slice(1)).toEqual(['['.repeat(100) + ']'.repeat(100), '['.repeat(1_000) + ']'.repeat(1_000)]);
    expect(await oneCall('/deep/100000')).toMatchObject({ state: 'SUCCEEDED', truncated: ['output'] });
  });

  it.each(['/reset', '/half'])('may break the connection (%s)', async (path) => {
    const message = `${at}${path} failed: The service closed the connection before its answer was complete (ECONNRESET).`;
    expect(await oneCall(path)).toMatchObject({ state: 'FAILED', error: { category: 'TOOL_FAILED', message } });
  });

  it('may not be there at all', async () => {
    const gone = await aToolService();
    await gone.close();
    const { session, entries } = await laptop.play(
      [asksFor(['probe']), { text: 'The model goes on.' }],
      [{ ...service.tool('probe', '/echo'), url: 'http://nowhere.invalid/echo' }],
    );
    expect(session.status).toBe('COMPLETED');
    expect(callsOf(entries)[0].error).toMatchObject({ category: 'TOOL_FAILED' });
    expect(callsOf(entries)[0].error.message).toMatch(
      /^POST http:\/\/nowhere\.invalid\/echo failed: .* \(E[A-Z_]+\)\.$/,
    );
  });

  it.each([
    ['another host', 'http://192.168.0.1/secret', '192.168.0.1'],
    ['the cloud’s metadata', 'http://169.254.169.254/latest/meta-data/', '169.254.169.254'],
  ])('may not redirect to %s', async (_, target, host) => {
    const call = await oneCall(`/redirect/${encodeURIComponent(target)}`);
    expect(call).toMatchObject({ state: 'FAILED', output: null, error: { category: 'TOOL_REFUSED_ADDRESS' } });
    expect(call.error.message).toContain(`The service redirected to ${host}, which is not the host that was called`);
  });

  it('may not redirect to another port of this machine', async () => {
    const call = await oneCall(`/redirect/${encodeURIComponent(`http://${elsewhere.host}/echo`)}`);
    expect(call.error).toMatchObject({ category: 'TOOL_REFUSED_ADDRESS' });
    expect(call.error.message).toContain(
      `${elsewhere.host} is, or resolves to, a loopback, private or reserved address`,
    );
    expect(elsewhere.calls('/echo')).toEqual([]);
  });
});

describe.concurrent('a call that can not be made', () => {
  const schema = {
    type: 'object',
    properties: { count: { type: 'integer', minimum: 1 } },
    required: ['count'],
    additionalProperties: false,
  };

  it.each([
    ['malformed arguments', '{"count": ', 'they are not a JSON object'],
    ['arguments that are a list', '[1]', 'they are not a JSON object'],
    ['arguments nested without sense', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`, 'they are not a JSON object'],
    ['a wrong type', { count: 'three' }, 'count: '],
    ['a missing value', {}, '"count"'],
    ['a value too many', { count: 1, color: 'red' }, 'color: '],
  ])('for %s fails before it is sent', async (_, input, told) => {
    const call = await oneCall('/checked', { inputSchema: schema }, input);
    expect(call).toMatchObject({ state: 'FAILED', output: null, error: { category: 'INVALID_INPUT' } });
    expect(call.error.message).toMatch(/^The arguments of probe can't be used: /);
    expect(call.error.message).toContain(told);
    expect(call.input).toEqual(typeof input === 'string' && input !== '[1]' ? input : input === '[1]' ? [1] : input);
    expect(service.calls('/checked')).toEqual([]);
  });

  it('of a tool that there is not fails, and names those that there are', async () => {
    const { session, entries } = await laptop.play(
      [asksFor(['guess', { a: 1 }], ['échec 🙈'], ['echo']), { text: 'Sorry.' }],
      [service.tool('echo', '/echo'), service.tool('other', '/echo')],
    );
    expect(session.status).toBe('COMPLETED');
    expect(callsOf(entries)).toMatchObject([
      {
        state: 'FAILED',
        toolName: 'guess',
        toolKind: null,
        input: { a: 1 },
        error: { category: 'UNKNOWN_TOOL', message: 'There is no tool "guess". The tools are: echo, other.' },
      },
      { state: 'FAILED', toolName: 'échec 🙈', error: { category: 'UNKNOWN_TOOL' } },
      { state: 'SUCCEEDED', toolName: 'echo' },
    ]);
  });

  it('because it is the 17th of its turn fails, and the 16 before are made', async () => {
    const calls = Array.from({ length: 17 }, (_, number): [string, unknown] => ['echo', { number }]);
    const { session, entries } = await laptop.play(
      [asksFor(...calls), { text: 'Enough.' }],
      [service.tool('echo', '/seventeen', { body: { number: '{{ number }}' } })],
    );
    expect(session).toMatchObject({ status: 'COMPLETED', turns: 2 });
    const made = callsOf(entries);
    expect(made.map(({ state }: Json) => state)).toEqual([...Array(16).fill('SUCCEEDED'), 'FAILED']);
    expect(made.slice(0, 16).map(({ output }: Json) => output.body.number)).toEqual(made.slice(0, 16).map((_, n) => n));
    expect(made[16].error).toEqual({
      category: 'TOO_MANY_CALLS',
      message: 'This turn asked for more than 16 calls; this one was not made. Ask for it again in a later turn.',
    });
    expect(service.calls('/seventeen')).toHaveLength(16);
  });
});

describe.concurrent('what the model is told of a failed call', () => {
  it('is the reason and the answer, so that it can act on it', async () => {
    const { session } = await laptop.play(
      [asksFor(['probe']), { text: 'It said {{ calls.probe.output.body.status }}.' }],
      [service.tool('probe', '/status/409')],
    );
    expect(session.finalResponse).toBe('It said 409.');
  });

  it('lets it call again, which is a call of its own', async () => {
    let answers = 0;
    service.on('/flaky', async (_, response) => {
      answers += 1;
      response.writeHead(answers === 1 ? 503 : 200, { 'content-type': 'application/json' }).end('{"fine":true}');
      await once(response, 'close');
    });
    const { session, entries } = await laptop.play(
      [asksFor(['flaky']), asksFor(['flaky']), { text: 'Fine: {{ calls.flaky.output.body.fine }}' }],
      [service.tool('flaky', '/flaky')],
    );
    expect(session.finalResponse).toBe('Fine: true');
    expect(traceOf(callsOf(entries))).toEqual(['TOOL_CALL 1 flaky FAILED', 'TOOL_CALL 2 flaky SUCCEEDED']);
    expect(service.callsByKey('/flaky')).toEqual({ [`${session.sessionId}/1/0`]: 1, [`${session.sessionId}/2/0`]: 1 });
  });
});
