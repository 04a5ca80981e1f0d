import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Inventory, openInventory } from '../../../infra/local/inventory/open-inventory.ts';
import { type HttpTool, httpToolSchema } from '../../../shared/domain/agent/tool.ts';
import { failureSchema } from '../../../shared/domain/session/error-category.ts';
import { guardedFetch } from '../../../shared/tool-runners/guarded-fetch.ts';
import { runHttpTool } from '../../../shared/tool-runners/run-http-tool.ts';
import { aService, aServiceThatSends, aStoppedClock } from './hostile-service.ts';

const MIB = 1_048_576;
let inventory: Inventory;
let devices: string;

beforeAll(async () => {
  inventory = await openInventory({ port: 0 });
  devices = `http://127.0.0.1:${inventory.port}/devices`;
});
afterAll(() => inventory.close());

function aTool(given: Partial<HttpTool>): HttpTool {
  return httpToolSchema.parse({ kind: 'http', name: 'call', method: 'GET', url: devices, ...given });
}

/** No test here has a secret. */
const secrets = { readSecret: async () => undefined };

type Options = { key?: string; clock?: ReturnType<typeof aStoppedClock>; signal?: AbortSignal };

/** Calls a tool and parses what it put out, so that a test reads `{ state, output, error }`. */
async function run(given: Partial<HttpTool>, args: Record<string, unknown> = {}, options: Options = {}) {
  const tool = aTool(given);
  const clock = options.clock ?? aStoppedClock();
  const fetch = guardedFetch({ allowed: new Set([URL.parse(tool.url)?.host ?? '']), clock });
  const { key: idempotencyKey = 'key-1', signal } = options;
  const outcome = await runHttpTool(
    { tenantId: 'acme', tool, args, idempotencyKey, ...(signal && { signal }) },
    { fetch, clock, secrets },
  );
  if (outcome.state === 'FAILED') failureSchema.parse(outcome.error);
  const output = outcome.output === undefined ? undefined : JSON.parse(outcome.output);
  return { ...outcome, text: outcome.output, output };
}

/** A service that answers with what it received. */
async function anEcho() {
  const { host } = await aService(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
  });
  return `http://${host}`;
}

async function aServiceThatAnswers(body: string | Buffer, headers: Record<string, string> = {}, status = 200) {
  const { host } = await aService((_request, response) => response.writeHead(status, headers).end(body));
  return { url: `http://${host}/` };
}

describe('An http tool', () => {
  it('reads a device from the inventory as { status, body }', async () => {
    const { state, output } = await run({ url: `${devices}/{{ device }}` }, { device: 'edge-lon-01' });
    expect(state).toBe('SUCCEEDED');
    expect(output).toMatchObject({ status: 200, body: { name: 'edge-lon-01', site: 'London' } });
    expect(Object.keys(output)).toEqual(['status', 'body']);
  });

  it('keeps an interface with slashes in its name in one segment', async () => {
    const url = `${devices}/{{ device }}/interfaces/{{ port }}/counters`;
    const { output } = await run({ url }, { device: 'edge-fra-01', port: 'xe-0/1/0' });
    expect(output).toMatchObject({ status: 200, body: { interface: 'xe-0/1/0' } });
  });

  it('fails with the answer kept when the service answers 404', async () => {
    const { state, output, ...rest } = await run({ url: `${devices}/{{ device }}` }, { device: 'no such' });
    expect([state, output.status, output.body.title]).toEqual(['FAILED', 404, 'Not Found']);
    expect(rest).toMatchObject({
      error: { category: 'TOOL_FAILED', message: `GET ${devices}/no%20such answered 404 Not Found.` },
    });
  });

  it('sends the same key with each attempt, so that the service does it once', async () => {
    const tool = { method: 'POST', url: `${devices}/{{ device }}/notes`, body: { text: '{{ text }}' } } as const;
    const args = { device: 'fw-fra-01', text: 'checked' };
    const first = await run(tool, args, { key: 'once' });
    const second = await run(tool, args, { key: 'once' });
    expect([first.output.status, second.output.status]).toEqual([201, 200]);
    expect(second.output.body.noteId).toBe(first.output.body.noteId);
    const seen = await fetch(`http://127.0.0.1:${inventory.port}/requests`);
    expect(((await seen.json()) as { requests: unknown[] }).requests).toContainEqual({
      method: 'POST',
      path: '/devices/fw-fra-01/notes',
      idempotencyKey: 'once',
      count: 2,
    });
  });

  it('puts values into query, headers and a body of any depth, and keeps the type of a value that stands alone', async () => {
    const { output } = await run(
      {
        method: 'PUT',
        url: `${await anEcho()}/a?q={{ q }}&n={{ n }}`,
        headers: { 'X-Trace': 'trace {{ n }}' },
        body: { list: [{ n: '{{ n }}', text: 'n is {{ n }}', o: '{{ o }}' }], fixed: true },
      },
      { q: 'a&b=c#d', n: 7, o: { deep: [null] } },
    );
    expect(output.body).toMatchObject({ method: 'PUT', url: '/a?q=a%26b%3Dc%23d&n=7' });
    expect(output.body.headers).toMatchObject({ 'x-trace': 'trace 7', 'content-type': 'application/json' });
    expect(JSON.parse(output.body.body)).toEqual({
      list: [{ n: 7, text: 'n is 7', o: { deep: [null] } }],
      fixed: true,
    });
  });

  it('says who calls, with which key, and takes a content type of its own', async () => {
    const url = await anEcho();
    const own = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const { output } = await run({ method: 'POST', url, headers: own, body: 'a={{ a }}' }, { a: 1 }, { key: 'k-9' });
    expect(output.body.body).toBe('a=1');
    expect(output.body.headers).toMatchObject({
      'user-agent': expect.stringMatching(/^agent-sessions\//),
      'idempotency-key': 'k-9',
      'content-type': 'application/x-www-form-urlencoded',
    });
  });

  it.each([
    ['POST', '{"a":1,"b":[true]}'],
    ['PUT', '{"a":1,"b":[true]}'],
    ['PATCH', '{"a":1,"b":[true]}'],
    ['DELETE', ''],
    ['GET', ''],
  ] as const)('without a body, a %s sends %j', async (method, body) => {
    const { output } = await run({ method, url: await anEcho() }, { a: 1, b: [true] });
    expect(output.body.body).toBe(body);
  });

  it('uses the default of its input schema for what is not given', async () => {
    const inputSchema = { type: 'object', properties: { limit: { type: 'integer', default: 5 } } };
    const { output } = await run({ url: `${await anEcho()}/?limit={{ limit }}`, inputSchema });
    expect(output.body.url).toBe('/?limit=5');
  });
});

describe('An http tool that is not called', () => {
  it.each([
    ['a value is missing', { url: 'http://h.test/{{ a }}' }, {}, 'INVALID_INPUT', '{{ a }}'],
    ['a segment would be empty', { url: 'http://h.test/{{ a }}' }, { a: '' }, 'INVALID_INPUT', 'empty'],
    ['a segment would go up', { url: 'http://h.test/x/{{ a }}/y' }, { a: '..' }, 'INVALID_INPUT', '".."'],
    ['a segment would be read as a dot', { url: 'http://h.test/x/%2{{ a }}/y' }, { a: 'e' }, 'INVALID_INPUT', '"."'],
    ['a header would break', { headers: { 'X-A': '{{ a }}' } }, { a: 'b\r\nHost: c' }, 'INVALID_INPUT', 'X-A'],
    ['the host is a template', { url: 'http://{{ a }}/' }, { a: 'h.test' }, 'INVALID_DEFINITION', 'url'],
    ['the port is a template', { url: 'http://h.test:{{ a }}/' }, { a: 1 }, 'INVALID_DEFINITION', 'url'],
    ['the scheme is a template', { url: '{{ a }}://h.test/' }, { a: 'http' }, 'INVALID_DEFINITION', 'url'],
    ['a secret is unknown', { headers: { 'X-A': 'b {{ secret:KEY }}' } }, {}, 'INVALID_DEFINITION', 'No secret KEY'],
    [
      'a secret stands in the body',
      { method: 'POST', body: ['{{ secret:K }}'] },
      {},
      'INVALID_DEFINITION',
      'may stand in a header only',
    ],
    ['the address is private', { url: 'http://10.0.0.1:81/' }, {}, 'TOOL_REFUSED_ADDRESS', '10.0.0.1'],
  ] as const)('because %s says so', async (_why, given, args, category, said) => {
    const clock = aStoppedClock();
    const tool = aTool(given as Partial<HttpTool>);
    const fetch = guardedFetch({ allowed: new Set(), clock });
    const outcome = await runHttpTool({ tenantId: 'acme', tool, args, idempotencyKey: 'k' }, { fetch, clock, secrets });
    expect(outcome).toMatchObject({ state: 'FAILED', error: { category, message: expect.stringContaining(said) } });
    expect(clock.waits()).toEqual([]);
  });

  it('because it redirects to another host says TOOL_REFUSED_ADDRESS', async () => {
    const service = await aServiceThatAnswers('', { location: 'http://169.254.169.254/latest/' }, 302);
    expect(await run(service)).toMatchObject({ state: 'FAILED', error: { category: 'TOOL_REFUSED_ADDRESS' } });
  });
});

describe('What an http tool hands over', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452ff', 'hex');
  it.each([
    ['JSON by its type', '{"a": [1, 2]}', 'application/json', { status: 200, body: { a: [1, 2] } }],
    ['JSON without a type', ' [null] ', undefined, { status: 200, body: [null] }],
    ['a problem', '{"title":"x"}', 'application/problem+json', { status: 200, body: { title: 'x' } }],
    ['text', 'a "quoted" word', 'text/plain', { status: 200, body: 'a "quoted" word' }],
    ['text that calls itself JSON', '{"a":', 'application/json', { status: 200, body: '{"a":' }],
    [
      'text in Latin-1',
      Buffer.from([0x67, 0x72, 0xfc]),
      'text/plain; charset=ISO-8859-1',
      { status: 200, body: 'grü' },
    ],
    ['broken UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'text/html; charset=nonsense', { status: 200, body: 'a�b' }],
    ['half a surrogate', '["\\ud800"]', 'application/json', { status: 200, body: ['�'] }],
    ['bytes', png, 'image/png', { status: 200, body: png.toString('base64'), encoding: 'base64' }],
    ['nothing', '', undefined, { status: 200, body: null }],
  ])('for %s', async (_what, body, type, expected) => {
    const service = await aServiceThatAnswers(body, type === undefined ? {} : { 'content-type': type });
    const { state, output } = await run(service);
    expect([state, output]).toEqual(['SUCCEEDED', expected]);
  });

  it('has counters above 2^53 digit by digit', async () => {
    const { text } = await run(await aServiceThatAnswers('{ "octets" : 18446744073709551615 }'));
    expect(text).toBe('{"status":200,"body":{"octets":18446744073709551615}}');
  });

  it.each(['[', '{"a":'])('is text for JSON of 100,000 levels of %s', async (open) => {
    const close = open === '[' ? ']' : '}';
    const body = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
    const { state, output } = await run(await aServiceThatAnswers(body, { 'content-type': 'application/json' }));
    expect([state, output.body === body]).toEqual(['SUCCEEDED', true]);
  });

  it.each([
    ['text', Buffer.alloc(3 * MIB, 'a'), {}],
    ['text that JSON writes longer', Buffer.alloc(3 * MIB, '"\n'), {}],
    ['text of many characters of four bytes', Buffer.alloc(3 * MIB, '😀'), {}],
    ['text of control characters only', Buffer.alloc(2 * MIB, 1), { 'content-type': 'text/plain' }],
    ['JSON', Buffer.from(`["${'a'.repeat(3 * MIB)}"]`), { 'content-type': 'application/json' }],
    ['bytes', Buffer.alloc(3 * MIB, 255), {}],
    ['a gzip bomb', gzipSync(Buffer.alloc(32 * MIB, 'a')), { 'content-encoding': 'gzip' }],
  ] as [string, Buffer, Record<string, string>][])(
    'is cut and says so for too much %s',
    async (_what, body, headers) => {
      const { state, text, output } = await run(await aServiceThatAnswers(body, headers));
      expect([state, output.truncated]).toEqual(['SUCCEEDED', true]);
      expect(Buffer.byteLength(text ?? '')).toBeLessThanOrEqual(2 * MIB);
      expect(Buffer.byteLength(text ?? '')).toBeGreaterThan(1.5 * MIB);
      expect(output.body.isWellFormed()).toBe(true);
    },
  );
});

describe('A service that misbehaves', () => {
  it('by never answering is given up after the tool’s time', async () => {
    const clock = aStoppedClock();
    const { host } = await aService(() => clock.expire());
    const outcome = await run({ url: `http://${host}/slow?token=hidden`, timeoutSeconds: 7 }, {}, { clock });
    expect(outcome).toMatchObject({
      state: 'FAILED',
      error: {
        category: 'TOOL_TIMEOUT',
        message: `GET http://${host}/slow failed: There was no complete answer within 7 s.`,
      },
    });
  });

  it('by answering byte by byte is given up too', async () => {
    const clock = aStoppedClock();
    const { host } = await aService((_request, response) => response.write('a', () => clock.expire()));
    expect(await run({ url: `http://${host}/` }, {}, { clock })).toMatchObject({ error: { category: 'TOOL_TIMEOUT' } });
  });

  it('is given up when the caller says so', async () => {
    const caller = new AbortController();
    const { host } = await aService(() => caller.abort());
    expect(await run({ url: `http://${host}/` }, {}, { signal: caller.signal })).toMatchObject({
      error: { category: 'TOOL_FAILED', message: `GET http://${host}/ failed: it was given up from here.` },
    });
  });

  it.each([
    ['closes at once', ''],
    ['speaks another protocol', '220 smtp.example ESMTP\r\n'],
    ['breaks off in its headers', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['breaks off in its body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'],
    ['breaks off in a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf'],
    ['sends a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n'],
    ['sends broken gzip', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nnonsense'],
    ['redirects in a circle', 'HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n'],
  ])('and %s is a failed call', async (_how, bytes) => {
    const { host } = await aServiceThatSends(bytes);
    const outcome = await run({ url: `http://${host}/` });
    expect(outcome).toMatchObject({
      state: 'FAILED',
      error: { category: 'TOOL_FAILED', message: expect.stringMatching(/^GET http:\/\/127.0.0.1:\d+\/ failed: \S/) },
    });
  });

  it('and resets the connection is a failed call', async () => {
    const { host } = await aServiceThatSends('HTTP/1.1 200 OK\r\n', (socket) => socket.resetAndDestroy());
    expect(await run({ url: `http://${host}/` })).toMatchObject({ error: { category: 'TOOL_FAILED' } });
  });
});

describe('The message of a failed call', () => {
  it('holds neither query nor headers nor body', async () => {
    const { url } = await aServiceThatAnswers('leaked-body', { 'x-reason': 'leaked-header' }, 500);
    const { state, ...failed } = await run(
      { method: 'POST', url: `${url}path?q={{ v }}`, headers: { Authorization: 'Bearer {{ v }}' }, body: '{{ v }}' },
      { v: 'leaked-value' },
    );
    expect(state).toBe('FAILED');
    const { message } = 'error' in failed ? failed.error : { message: '' };
    expect(message).toBe(`POST ${url}path answered 500 Internal Server Error.`);
  });

  it('does not repeat what an unexpected error says', async () => {
    const clock = aStoppedClock();
    const fetch = () => Promise.reject(new TypeError('Invalid header value: Bearer leaked'));
    const outcome = await runHttpTool(
      { tenantId: 'acme', tool: aTool({}), args: {}, idempotencyKey: 'k' },
      { fetch, clock, secrets },
    );
    expect(outcome).toMatchObject({ state: 'FAILED', error: { category: 'INTERNAL' } });
    expect(JSON.stringify(outcome)).not.toContain('leaked');
  });
});
