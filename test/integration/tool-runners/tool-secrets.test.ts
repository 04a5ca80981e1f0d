import { describe, expect, it } from 'vitest';
import { httpToolSchema } from '../../../shared/domain/agent/tool.ts';
import type { UsableSecret } from '../../../shared/domain/secret/secret.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { guardedFetch } from '../../../shared/tool-runners/guarded-fetch.ts';
import { runTool } from '../../../shared/tool-runners/run-tool.ts';
import { aService } from './hostile-service.ts';

const KEY = 'canary/Key+7 "x" \\u0041 %41';
const OTHER = 'canary-of-another-tool-42';

type Given = {
  url: string;
  headers?: Record<string, string>;
  method?: string;
  args?: Record<string, unknown>;
  inputSchema?: Record<string, unknown>;
  body?: unknown;
};
type Secrets = Record<string, UsableSecret | (() => Promise<UsableSecret | undefined>)>;

/** Runs a call of an `http` tool of an agent whose tools name all these secrets. */
async function run({ args = {}, ...given }: Given, secrets: Secrets, allowed: string[]) {
  const outcome = await runTool(
    {
      ...{ tenantId: 'acme', sessionId: 'ses_1', agentId: 'agt_1', name: 'call' },
      tool: httpToolSchema.parse({ kind: 'http', name: 'call', method: 'GET', ...given }),
      args,
      idempotencyKey: 'k',
      secretNames: Object.keys(secrets),
    },
    {
      fetch: guardedFetch({ allowed: new Set(allowed), clock: systemClock }),
      clock: systemClock,
      invokeFunction: () => Promise.reject(new Error('No function is called here.')),
      functionsAllowed: () => new Set(),
      secrets: {
        readSecret: async (tenantId, name) => {
          const secret = tenantId === 'acme' && Object.hasOwn(secrets, name) ? secrets[name] : undefined;
          return typeof secret === 'function' ? secret() : secret;
        },
      },
    },
  );
  const error = outcome.state === 'FAILED' ? outcome.error : undefined;
  return { ...outcome, error, shown: JSON.stringify(outcome) };
}

/** Answers by what it received. */
async function anEcho(answer: (headers: Record<string, string>) => unknown = (headers) => headers) {
  const received: Record<string, string>[] = [];
  const service = await aService((request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    received.push(headers);
    const body = answer(headers);
    response.setHeader('content-type', 'application/json');
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return { ...service, origin: `http://${service.host}`, received };
}

describe('A secret in a header', () => {
  it('is sent to its origin, and taken out of what comes back', async () => {
    const echo = await anEcho();
    const headers = { Authorization: 'Bearer {{ secret:KEY }}', 'X-Two': '{{secret:KEY}}:{{ id }}' };
    const { state, output, shown } = await run(
      { url: `${echo.origin}/a`, headers, args: { id: 7 } },
      { KEY: { value: KEY, origin: echo.origin } },
      [echo.host],
    );
    expect(echo.received).toMatchObject([{ authorization: `Bearer ${KEY}`, 'x-two': `${KEY}:7` }]);
    expect(state).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '').body).toMatchObject({ authorization: 'Bearer «***»', 'x-two': '«***»:7' });
    expect(shown).not.toContain('canary');
  });

  it('is never put in by an argument that names it, nor looked through for arguments', async () => {
    const echo = await anEcho(() => ({}));
    const secrets = { KEY: { value: 'of {{ id }} {{ secret:KEY }}', origin: echo.origin } };
    const args = { id: '{{ secret:KEY }}' };
    const headers = { 'X-Key': '{{ secret:KEY }}', 'X-Id': '{{ id }}' };
    await run({ url: `${echo.origin}/{{ id }}`, headers, args }, secrets, [echo.host]);
    expect(echo.received).toMatchObject([{ 'x-key': 'of {{ id }} {{ secret:KEY }}', 'x-id': '{{ secret:KEY }}' }]);
  });

  it.each([
    ['another port', (host: string) => `http://${host}:1`],
    ['another scheme', (host: string) => `https://${host}`],
    ['another host', () => 'https://elsewhere.example'],
  ])('of %s is not sent, and neither is the request', async (_, originOf) => {
    const echo = await anEcho();
    const origin = originOf(echo.host.split(':')[0] ?? '');
    const { state, error, shown } = await run(
      { url: echo.origin, headers: { 'X-Key': '{{ secret:KEY }}' } },
      { KEY: { value: KEY, origin } },
      [echo.host],
    );
    expect(state).toBe('FAILED');
    expect(error).toMatchObject({ category: 'INVALID_DEFINITION' });
    expect(error?.message).toContain(
      `The secret KEY belongs to ${origin}, and the tool calls ${echo.origin}. Nothing was sent.`,
    );
    expect(shown).not.toContain('canary');
    expect(echo.connections()).toBe(0);
  });

  it('that is missing is told to the model, and nothing is sent', async () => {
    const echo = await anEcho();
    const gone = { KEY: async () => undefined };
    const { error } = await run({ url: echo.origin, headers: { 'X-Key': '{{ secret:KEY }}' } }, gone, [echo.host]);
    expect(error).toMatchObject({
      category: 'INVALID_DEFINITION',
      message: expect.stringContaining('No secret KEY is there'),
    });
    expect(echo.connections()).toBe(0);
  });

  it('that can not be read stops every tool of the agent: what they answer could not be redacted', async () => {
    const echo = await anEcho();
    const failing = { KEY: () => Promise.reject(new Error(KEY)) };
    const { error, shown } = await run({ url: echo.origin }, failing, [echo.host]);
    expect(error).toMatchObject({ category: 'TOOL_FAILED', message: expect.stringContaining("can't be read") });
    expect(shown).not.toContain('canary');
    expect(echo.connections()).toBe(0);
  });

  it.each(['User-Agent', 'Accept', 'Accept-Language', 'Content-Type'])(
    'is not sent as %s, which goes along to other origins',
    async (name) => {
      const echo = await anEcho();
      const { error } = await run(
        { url: echo.origin, headers: { [name]: 'x {{ secret:KEY }}' } },
        { KEY: { value: KEY, origin: echo.origin } },
        [echo.host],
      );
      expect(error).toMatchObject({ category: 'INVALID_DEFINITION', message: expect.stringContaining(name) });
      expect(echo.connections()).toBe(0);
    },
  );

  it.each([
    ['the path', { url: '/{{ secret:KEY }}' }],
    ['the query', { url: '/?key={{ secret:KEY }}' }],
    ['the body', { url: '/', method: 'POST', body: { deep: ['{{ secret:KEY }}'] } }],
  ])('is not sent in %s', async (_, given) => {
    const echo = await anEcho();
    const { error } = await run(
      { ...given, url: `${echo.origin}${given.url}` },
      { KEY: { value: KEY, origin: echo.origin } },
      [echo.host],
    );
    expect(error).toMatchObject({ category: 'INVALID_DEFINITION', message: expect.stringContaining('header only') });
    expect(echo.connections()).toBe(0);
  });

  it('does not go along when the service redirects to another port', async () => {
    const target = await anEcho();
    const first = await aService((_, response) => response.writeHead(307, { location: `${target.origin}/next` }).end());
    const origin = `http://${first.host}`;
    const { state } = await run(
      { url: origin, headers: { 'X-Key': '{{ secret:KEY }}' } },
      { KEY: { value: KEY, origin } },
      [first.host, target.host],
    );
    expect(state).toBe('SUCCEEDED');
    expect(target.received).toHaveLength(1);
    expect(JSON.stringify(target.received)).not.toContain('canary');
  });

  it('is not told in the reason when the service redirects to a host that is made of it', async () => {
    const value = 'canarykeyofthehost';
    const first = await aService((_, response) =>
      response.writeHead(302, { location: `https://${value}.example/` }).end(),
    );
    const origin = `http://${first.host}`;
    const { error, shown } = await run(
      { url: origin, headers: { 'X-Key': '{{ secret:KEY }}' } },
      { KEY: { value, origin } },
      [first.host],
    );
    expect(error).toMatchObject({ category: 'TOOL_REFUSED_ADDRESS' });
    expect(shown).not.toContain('canary');
  });
});

describe('What a tool answers', () => {
  const tokens = btoa(`user:${KEY}`);
  it.each([
    ['JSON within JSON', () => ({ log: JSON.stringify({ headers: { key: KEY } }) })],
    ['basic credentials', () => ({ sent: `Basic ${tokens}` })],
    ['base64url', () => ({ sent: Buffer.from(`x${KEY}`).toString('base64url') })],
    ['a form', () => new URLSearchParams({ key: KEY }).toString()],
    ['a URL', () => `https://h.example/?key=${encodeURIComponent(KEY)}`],
    ['hexadecimal', () => ({ sent: Buffer.from(KEY).toString('hex') })],
    ['a part of it', () => `...${KEY.slice(3, 12)}...`],
    ['the name of a field', () => ({ [KEY]: 1 })],
    ['bytes that are no text', () => `\u0000${KEY}`],
    ["another tool's secret", () => ({ from: OTHER })],
  ])('shows no secret of the agent, as %s', async (_, answer) => {
    const echo = await anEcho(answer);
    const secrets = {
      KEY: { value: KEY, origin: echo.origin },
      OTHER: { value: OTHER, origin: 'https://other.example' },
    };
    const { state, output = '' } = await run({ url: echo.origin }, secrets, [echo.host]);
    expect(state).toBe('SUCCEEDED');
    expect(output).toContain('«***»');
    const { body } = JSON.parse(output);
    const read = decodeURIComponent(
      JSON.stringify(body)
        .replaceAll('+', ' ')
        .replaceAll(/%(?![0-9a-f]{2})/gi, ''),
    );
    for (const text of [
      output,
      read,
      Buffer.from(read, 'hex').toString(),
      ...[0, 1, 2, 3].map((at) => Buffer.from(String(body.sent ?? '').slice(at), 'base64').toString('latin1')),
    ]) {
      expect(text).not.toMatch(/canary|Key\+7|another-tool/);
    }
  });

  it('is one string when a secret stood where JSON has no strings', async () => {
    const echo = await anEcho(() => '{"pin":12345678,"ok":true}');
    const { output = '' } = await run({ url: echo.origin }, { PIN: { value: '12345678', origin: echo.origin } }, [
      echo.host,
    ]);
    expect(JSON.parse(output)).toBe('{"status":200,"body":{"pin":«***»,"ok":true}}');
  });

  it('shows no secret when the service fails', async () => {
    const { host } = await aService((_, response) => response.writeHead(500).end(`bad key ${KEY}`));
    const {
      state,
      output = '',
      shown,
    } = await run({ url: `http://${host}` }, { KEY: { value: KEY, origin: `http://${host}` } }, [host]);
    expect([state, JSON.parse(output)]).toEqual(['FAILED', { status: 500, body: 'bad key «***»' }]);
    expect(shown).not.toContain('canary');
  });

  it('shows neither value of a secret that is changed during the call', async () => {
    const values = ['canary-before-the-change', 'canary-after-the-change'];
    const echo = await anEcho(() => values);
    let reads = 0;
    const changing = async () => ({ value: values[Math.min(reads++, 1)] ?? '', origin: echo.origin });
    const { output } = await run({ url: echo.origin, headers: { 'X-Key': '{{ secret:KEY }}' } }, { KEY: changing }, [
      echo.host,
    ]);
    expect(output).toBe('{"status":200,"body":["«***»","«***»"]}');
  });

  it('shows nothing of the value that the secret had before', async () => {
    const echo = await anEcho(() => ['canary-former-value']);
    const secrets = { KEY: { value: KEY, origin: echo.origin, formerValue: 'canary-former-value' } };
    expect((await run({ url: echo.origin }, secrets, [echo.host])).output).toBe('{"status":200,"body":["«***»"]}');
  });

  it('costs nothing more when no tool has a secret', async () => {
    const echo = await anEcho(() => ({ text: 'as it is' }));
    expect((await run({ url: echo.origin }, {}, [echo.host])).output).toBe('{"status":200,"body":{"text":"as it is"}}');
  });
});
