import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';

/** An endpoint that speaks OpenAI's chat completions; each request takes the next answer of its model's name. */
async function anOpenAiEndpoint() {
  const requests: Json[] = [];
  const scripts: Record<string, { status?: number; body: unknown }[]> = {};
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    requests.push({ url: request.url, authorization: request.headers.authorization, ...body });
    const answer = scripts[body.model]?.shift() ?? { status: 500, body: { error: { message: 'no script' } } };
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    script: (model: string, ...answers: { status?: number; body: unknown }[]) => {
      scripts[model] = answers;
    },
    requestsOf: (model: string) => requests.filter((request) => request.model === model),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function completion(message: Record<string, unknown>, usage = { prompt_tokens: 10, completion_tokens: 5 }) {
  const choice = { index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' };
  return { body: { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [choice], usage } };
}

const [service, endpoint] = await Promise.all([aToolService(), anOpenAiEndpoint()]);
afterAll(() => {
  endpoint.close();
  return service.close();
});
const openai = { baseUrl: endpoint.baseUrl, apiKey: 'key-of-the-endpoint', model: 'by-default' };
const laptop = await aLaptop({ toolHostsAllowed: [service.host], openai });
const real = (modelId: string) => ({ model: { provider: 'openai-compatible', modelId } });
const echo = service.tool('echo', '/echo', { body: { word: '{{ word }}' } });

describe('a provider that tells no usage', () => {
  it('is taken to have used what was expected, so that its answers are not free', async () => {
    const { body } = completion({ content: 'x'.repeat(400) });
    endpoint.script('silent', { body: { ...body, usage: undefined } });
    const { session } = await laptop.play([], [], { ...real('silent'), limits: { maxTokens: 20_000 } });
    expect(session.status).toBe('COMPLETED');
    expect(session.usage.outputTokens).toBeGreaterThanOrEqual(200);
    expect(session.usage.inputTokens).toBeGreaterThan(0);
  });
});

describe('a model that fails', () => {
  it.concurrent.each([429, 503, 408])('with status %i is asked again, and the session completes', async (status) => {
    const { session, entries } = await laptop.play([
      { error: { status, message: 'Too busy.' } },
      { text: 'Now I have time.' },
    ]);
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Now I have time.', turns: 1, error: null });
    expect(traceOf(entries)).toEqual(['SYSTEM STARTED', 'REASONING 1 SUCCEEDED', 'RESPONSE', 'SYSTEM COMPLETED']);
  });

  it.concurrent('in the middle of a session loses nothing of it', async () => {
    const { session, entries } = await laptop.play(
      [
        asksFor(['echo', { word: 'kept' }]),
        { error: { status: 503, message: 'Down.' } },
        { text: 'It was {{ calls.echo.output.body.word }}.' },
      ],
      [echo],
    );
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'It was kept.', turns: 2, toolCalls: 1 });
    expect(callsOf(entries)).toHaveLength(1);
  });

  it.concurrent.each([400, 401, 403, 404])('with status %i ends the session', async (status) => {
    const { session, entries } = await laptop.play([{ error: { status, message: 'No way.' } }, { text: 'never' }]);
    expect(session).toMatchObject({
      status: 'FAILED',
      error: { category: 'MODEL_REFUSED' },
      finalResponse: null,
      actions: ['delete'],
    });
    expect(session.error.message).toMatch(
      new RegExp(`^The model "scripted" of "scripted" refused the call with status ${status}\\. .*Check`),
    );
    expect(session.error.message.includes('No way.')).toBe(status !== 401);
    expect(traceOf(entries)).toEqual(['SYSTEM STARTED', 'REASONING 1 CANCELED', 'SYSTEM FAILED']);
    expect(entries[2].reason).toBe(session.error.message);
  });
});

describe('a budget that is spent', () => {
  const again = asksFor(['echo', { word: 'x' }]);
  const spending = { ...again, usage: { inputTokens: 60, outputTokens: 40 } };

  it.each([
    ['maxTurns', 2, '2 turns', ['TOOL_CALL 1 echo SUCCEEDED', 'TOOL_CALL 2 echo SUCCEEDED']],
    ['maxToolCalls', 1, '1 tool calls', ['TOOL_CALL 1 echo SUCCEEDED']],
    ['maxTokens', 400, '400 tokens', ['TOOL_CALL 1 echo SUCCEEDED', 'TOOL_CALL 2 echo SUCCEEDED']],
  ])('(%s) ends the session and says which', async (limit, most, told, made) => {
    const { session, entries } = await laptop.play(Array(5).fill(spending), [echo], { limits: { [limit]: most } });
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' } });
    expect(session.error.message).toContain(`budget of ${told} is spent`);
    expect(session.error.message).toContain(`Raise ${limit} of the agent and start again.`);
    expect(traceOf(callsOf(entries))).toEqual(made);
    expect(traceOf(entries).at(-1)).toBe('SYSTEM FAILED');
  });

  it('leaves a final answer that comes just within it alone', async () => {
    const limits = { maxTurns: 2, maxToolCalls: 1, maxTokens: 450 };
    const { session } = await laptop.play(
      [spending, { text: 'Done.', usage: { inputTokens: 60, outputTokens: 40 } }],
      [echo],
      {
        limits,
      },
    );
    expect(session).toMatchObject({ status: 'COMPLETED', usage: { totalTokens: 200 }, toolCalls: 1, turns: 2 });
  });
});

describe('an OpenAI-compatible model', () => {
  it.concurrent('answers, calls a tool, and is given its result', async () => {
    const call = { id: 'call_abc', type: 'function', function: { name: 'echo', arguments: '{"word":"hello"}' } };
    endpoint.script(
      'two-turns',
      completion({ content: 'Let me see.', tool_calls: [call] }),
      completion({ content: 'The echo says hello.' }, { prompt_tokens: 30, completion_tokens: 7 }),
    );
    const { session, entries } = await laptop.play([], [echo], real('two-turns'));
    expect(session).toMatchObject({
      status: 'COMPLETED',
      finalResponse: 'The echo says hello.',
      model: { provider: 'openai-compatible', modelId: 'two-turns' },
      usage: { inputTokens: 40, outputTokens: 12, totalTokens: 52 },
    });
    expect(callsOf(entries)).toMatchObject([{ callId: 'call_abc', output: { status: 200, body: { word: 'hello' } } }]);
    const [first, second] = endpoint.requestsOf('two-turns');
    expect(first).toMatchObject({ url: '/v1/chat/completions', authorization: 'Bearer key-of-the-endpoint' });
    expect(first.messages).toHaveLength(1);
    expect(second.messages.slice(1)).toMatchObject([
      { role: 'assistant', content: 'Let me see.', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_abc', content: '{"status":200,"body":{"word":"hello"}}' },
    ]);
  });

  it.concurrent('that is throttled is asked again', async () => {
    endpoint.script(
      'throttled',
      { status: 429, body: { error: { message: 'Slow down.' } } },
      completion({ content: 'Here.' }),
    );
    const { session } = await laptop.play([], [], real('throttled'));
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Here.' });
    expect(endpoint.requestsOf('throttled')).toHaveLength(2);
  });

  it.concurrent('whose answers make no sense three times in a row ends the session', async () => {
    const nonsense = { body: '<html>Welcome to the router</html>' };
    endpoint.script('nonsense', nonsense, nonsense, nonsense, completion({ content: 'too late' }));
    const { session } = await laptop.play([], [], real('nonsense'));
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'MODEL_REFUSED' } });
    expect(session.error.message).toMatch(/^The model's answer could not be understood 3 times in a row: /);
    expect(endpoint.requestsOf('nonsense')).toHaveLength(3);
  });

  it.concurrent('that makes sense again is forgiven', async () => {
    const nonsense = { body: '{"choices": 7}' };
    const call = { id: 'c1', type: 'function', function: { name: 'echo', arguments: '{"word":"x"}' } };
    const clear = completion({ tool_calls: [call] });
    endpoint.script('confused', nonsense, nonsense, clear, nonsense, completion({ content: 'Fine.' }));
    const { session } = await laptop.play([], [echo], real('confused'));
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Fine.', turns: 2 });
  });

  it.concurrent('may use the default model, and never shows the key', async () => {
    endpoint.script('by-default', { status: 401, body: { error: { message: 'Bad key: key-of-the-endpoint' } } });
    const { session, entries } = await laptop.play([], [], real('default'));
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'MODEL_REFUSED' } });
    expect(session.error.message).toContain('OPENAI_API_KEY');
    expect(JSON.stringify([session, entries])).not.toContain('key-of-the-endpoint');
  });

  it('that is not configured ends the session with the names of what to set', async () => {
    const bare = await aLaptop();
    const { session } = await bare.play([], [], real('anything'));
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'MODEL_REFUSED' } });
    for (const name of ['OPENAI_BASE_URL', 'OPENAI_MODEL', 'OPENAI_API_KEY']) {
      expect(session.error.message).toContain(name);
    }
    await bare.close();
  });
});
