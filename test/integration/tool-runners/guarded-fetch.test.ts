import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type GuardedFetchDeps, guardedFetch } from '../../../shared/tool-runners/guarded-fetch.ts';
import {
  AddressRefused,
  AnswerTooLarge,
  CallBroken,
  CallTimedOut,
  TooManyRedirects,
} from '../../../shared/tool-runners/outbound-errors.ts';
import { aLookup, aService, aServiceThatSends, aStoppedClock, type Service } from './hostile-service.ts';

const MIB = 1_048_576;

function fetchTo(services: Service[], deps: Partial<GuardedFetchDeps> = {}) {
  return guardedFetch({ allowed: new Set(services.map(({ host }) => host)), clock: aStoppedClock(), ...deps });
}

/** Two ports of one host, by a name, so that a redirect between them changes the origin only. */
function onOneHost(...services: Service[]) {
  const allowed = new Set(services.map(({ port }) => `service.test:${port}`));
  return guardedFetch({ allowed, clock: aStoppedClock(), lookup: aLookup({ 'service.test': ['127.0.0.1'] }) });
}

async function readAll(response: Response) {
  let bytes = 0;
  let error: unknown;
  try {
    for await (const chunk of response.body ?? []) bytes += chunk.length;
  } catch (thrown) {
    error = thrown;
  }
  return { bytes, error };
}

describe('A guarded fetch', () => {
  it('sends what it is given and hands over status, headers and body', async () => {
    const service = await aService(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      response.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] });
      response.end(`${request.method} ${request.url} ${request.headers['x-test']} ${Buffer.concat(chunks)}`);
    });
    const response = await fetchTo([service])(`http://${service.host}/a?b=c#d`, {
      method: 'PUT',
      headers: { 'X-Test': 'yes' },
      body: 'grüezi',
    });
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('PUT /a?b=c yes grüezi');
  });

  it('takes a Request as well, and hands the answer over while it is still coming', async () => {
    const service = await aService((_request, response) => response.write('first'));
    const response = await fetchTo([service])(new Request(`http://${service.host}/`));
    const reader = response.body!.getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('first');
    await reader.cancel();
  });

  it('chooses the Host header itself, and drops those of the connection', async () => {
    const service = await aService((request, response) => response.end(JSON.stringify(request.headers)));
    const headers = { Host: 'internal.example', 'Proxy-Authorization': 'x', Upgrade: 'websocket', TE: 'trailers' };
    const response = await fetchTo([service])(`http://${service.host}/`, { headers });
    const sent = (await response.json()) as Record<string, string>;
    expect(sent.host).toBe(service.host);
    expect(sent).not.toHaveProperty('proxy-authorization');
    expect(sent).not.toHaveProperty('upgrade');
    expect(sent).not.toHaveProperty('te');
  });

  it('leaves the connection open for the next call when it is told to, and else makes one for each', async () => {
    const service = await aService((_request, response) => response.end('up'));
    const fetch = fetchTo([service]);
    const call = async (keepOpen: boolean) => (await fetch(`http://${service.host}/`, {}, { keepOpen })).text();
    expect([await call(true), await call(true)]).toEqual(['up', 'up']);
    expect(service.connections()).toBe(1);
    expect([await call(false), await call(false)]).toEqual(['up', 'up']);
    expect(service.connections()).toBe(3);
  });

  it('calls again over another connection when the server has closed the open one, and once only over a new one', async () => {
    let calls = 0;
    const service = await aService((request, response) => {
      calls += 1;
      if (calls === 1 || calls === 3) response.end('up');
      else request.socket.destroy();
    });
    const fetch = fetchTo([service]);
    const call = () => fetch(`http://${service.host}/`, { method: 'POST', body: 'x' }, { keepOpen: true });
    expect(await (await call()).text()).toBe('up');
    expect(await (await call()).text()).toBe('up');
    expect(calls).toBe(3);
    await expect(call()).rejects.toThrow(CallBroken);
    expect(calls).toBe(5);
  });

  it.each(['gzip', 'deflate', 'br'])(
    'asks for %s among others, and plain text arrives whatever is used',
    async (name) => {
      const service = await aService((request, response) => {
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(String(request.headers['accept-encoding'])));
      });
      const response = await fetchTo([service])(`http://${service.host}/`);
      expect(response.headers.has('content-encoding')).toBe(false);
      expect(await response.text()).toContain(name);
    },
  );

  it('answers without a body where HTTP has none', async () => {
    const service = await aService((_request, response) => response.writeHead(204).end());
    const response = await fetchTo([service])(`http://${service.host}/`);
    expect([response.status, response.body]).toEqual([204, null]);
    const head = await fetchTo([service])(`http://${service.host}/`, { method: 'HEAD' });
    expect(head.body).toBeNull();
  });
});

describe('A redirect', () => {
  it('is followed on the same host up to three times, and not a fourth', async () => {
    const service = await aService((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) return response.end('arrived');
      return response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const fetch = fetchTo([service]);
    expect(await (await fetch(`http://${service.host}/3`)).text()).toBe('arrived');
    await expect(fetch(`http://${service.host}/4`)).rejects.toBeInstanceOf(TooManyRedirects);
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data/', 'REDIRECT'],
    ['http://localhost/', 'REDIRECT'],
    ['//93.184.215.14/', 'REDIRECT'],
    ['https://other.example/', 'REDIRECT'],
    ['file:///etc/passwd', 'REDIRECT'],
    ['http://user:password@HOST/', 'CREDENTIALS'],
    ['http://127.0.0.1:1/', 'ADDRESS'],
    ['http://[', 'NOT_A_URL'],
  ])('to %s is refused: %s', async (location, reason) => {
    const service: Service = await aService((_request, response) =>
      response.writeHead(302, { location: location.replace('HOST', service.host) }).end(),
    );
    await expect(fetchTo([service])(`http://${service.host}/`)).rejects.toMatchObject({
      name: 'AddressRefused',
      reason,
    });
  });

  it('to another port of the host starts over there, without the headers that may hold a secret', async () => {
    const target = await aService((request, response) => response.end(JSON.stringify(request.headers)));
    const first = await aService((_request, response) =>
      response.writeHead(307, { location: `http://service.test:${target.port}/` }).end(),
    );
    const fetch = onOneHost(first, target);
    const headers = { authorization: 'Bearer a', cookie: 'b', 'x-api-key': 'c', 'idempotency-key': 'd', accept: 'e/f' };
    const arrived = await (await fetch(`http://service.test:${first.port}/`, { headers })).json();
    expect(arrived).toMatchObject({ 'idempotency-key': 'd', accept: 'e/f' });
    expect(JSON.stringify(arrived)).not.toMatch(/authorization|cookie|x-api-key/);
  });

  it('on the same origin keeps them', async () => {
    const service = await aService((request, response) => {
      if (request.url === '/') return response.writeHead(307, { location: '/there' }).end();
      return response.end(`${request.method} ${request.headers.authorization}`);
    });
    const init = { method: 'POST', headers: { authorization: 'Bearer a' }, body: 'x' };
    expect(await (await fetchTo([service])(`http://${service.host}/`, init)).text()).toBe('POST Bearer a');
  });

  it.each([
    [301, 'GET '],
    [302, 'GET '],
    [303, 'GET '],
    [307, 'POST body'],
    [308, 'POST body'],
  ])('with status %i makes of a POST: %s', async (status, expected) => {
    const service = await aService(async (request, response) => {
      if (request.url === '/') return response.writeHead(status, { location: '/there' }).end();
      let body = '';
      for await (const chunk of request) body += chunk;
      return response.end(`${request.method} ${body}`);
    });
    const response = await fetchTo([service])(`http://${service.host}/`, { method: 'POST', body: 'body' });
    expect(await response.text()).toBe(expected);
  });

  it('is handed over or refused when the caller asks for that', async () => {
    const service = await aService((_request, response) => response.writeHead(302, { location: '/x' }).end());
    const fetch = fetchTo([service]);
    expect((await fetch(`http://${service.host}/`, { redirect: 'manual' })).status).toBe(302);
    await expect(fetch(`http://${service.host}/`, { redirect: 'error' })).rejects.toBeInstanceOf(TooManyRedirects);
  });
});

describe('Limits of a guarded fetch', () => {
  it('stop an answer without end after 2 MiB, and close its connection', async () => {
    const closed = Promise.withResolvers<void>();
    const block = Buffer.alloc(64 * 1024, 'a');
    let sent = 0;
    const service = await aService((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(block)) sent += block.length;
      };
      response.on('drain', more).on('close', closed.resolve);
      more();
    });
    const { bytes, error } = await readAll(await fetchTo([service])(`http://${service.host}/`));
    await closed.promise;
    expect(bytes).toBe(2 * MIB);
    expect(error).toBeInstanceOf(AnswerTooLarge);
    expect(sent).toBeLessThan(64 * MIB);
  });

  it('hand over an answer of exactly the limit as a whole', async () => {
    const service = await aService((_request, response) => response.end(Buffer.alloc(2 * MIB)));
    const { bytes, error } = await readAll(await fetchTo([service])(`http://${service.host}/`));
    expect([bytes, error]).toEqual([2 * MIB, undefined]);
  });

  it('count the bytes of a gzip bomb as they come out', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    expect(bomb.length).toBeLessThan(100_000);
    const service = await aService((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const { bytes, error } = await readAll(await fetchTo([service])(`http://${service.host}/`));
    expect(bytes).toBe(2 * MIB);
    expect(error).toBeInstanceOf(AnswerTooLarge);
  });

  it('can be set for all calls and for one', async () => {
    const service = await aService((_request, response) => response.end('0123456789'));
    const fetch = fetchTo([service], { maxBytes: 7 });
    expect((await readAll(await fetch(`http://${service.host}/`))).bytes).toBe(7);
    expect((await readAll(await fetch(`http://${service.host}/`, undefined, { maxBytes: 3 }))).bytes).toBe(3);
  });

  it('give up a service that never answers', async () => {
    const clock = aStoppedClock();
    const arrived = Promise.withResolvers<void>();
    const service = await aService(() => arrived.resolve());
    const call = fetchTo([service], { clock, timeoutMs: 1_500 })(`http://${service.host}/`);
    await arrived.promise;
    expect(clock.waits()).toEqual([1_500]);
    clock.expire();
    await expect(call).rejects.toEqual(new CallTimedOut(1_500));
  });

  it('give up a service that answers byte by byte', async () => {
    const clock = aStoppedClock();
    const service = await aService((_request, response) => response.write('a'));
    const response = await fetchTo([service], { clock, timeoutMs: 1_500 })(`http://${service.host}/`);
    const reader = response.body!.getReader();
    await reader.read();
    const next = reader.read();
    clock.expire();
    await expect(next).rejects.toEqual(new CallTimedOut(1_500));
  });

  it('wait no longer once an answer was read, refused or given up', async () => {
    const clock = aStoppedClock();
    const service = await aService((_request, response) => response.end('ok'));
    const fetch = fetchTo([service], { clock });
    await (await fetch(`http://${service.host}/`)).text();
    await (await fetch(`http://${service.host}/`)).body?.cancel();
    await fetch(`http://${service.host}/`, { method: 'HEAD' });
    await expect(fetch('http://10.0.0.1/')).rejects.toBeInstanceOf(AddressRefused);
    await expect(fetch(`http://${service.host}/`, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(clock.waits()).toEqual([]);
  });

  it("pass the caller's own reason on when the caller gives up", async () => {
    const caller = new AbortController();
    const service = await aService(() => caller.abort(new Error('not needed any more')));
    const call = fetchTo([service])(`http://${service.host}/`, { signal: caller.signal });
    await expect(call).rejects.toThrow('not needed any more');
  });
});

describe('A connection that breaks', () => {
  it.each([
    ['before any answer', '', 'ECONNRESET'],
    ['in the headers', 'HTTP/1.1 200 OK\r\ncontent-le', 'ECONNRESET'],
    ['with something that is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'HPE_'],
    ['with a status that does not exist', 'HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n', 'HPE_INVALID_STATUS'],
    [
      'with headers without end',
      `HTTP/1.1 200 OK\r\n${'x-filler: 0123456789\r\n'.repeat(2_000)}`,
      'HPE_HEADER_OVERFLOW',
    ],
    [
      'with an upgrade nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      'HPE_UNEXPECTED_UPGRADE',
    ],
  ])('%s is an error with its code', async (_when, bytes, code) => {
    const service = await aServiceThatSends(bytes);
    await expect(fetchTo([service])(`http://${service.host}/`)).rejects.toMatchObject({
      name: 'CallBroken',
      code: expect.stringContaining(code),
    });
  });

  it.each([
    ['before its announced length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'],
    ['in a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhalf'],
    ['with a chunk of no length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhalf\r\n'],
    ['in gzip', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope'],
    [
      'in an announced gzip that is empty after its head',
      'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\x1f\x8b',
    ],
  ])('%s is an error of the body', async (_when, bytes) => {
    const service = await aServiceThatSends(bytes);
    const response = await fetchTo([service])(`http://${service.host}/`);
    await expect(response.text()).rejects.toMatchObject({ name: 'CallBroken' });
  });

  it('by a reset is an error of the body', async () => {
    const service = await aServiceThatSends('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', (socket) =>
      socket.resetAndDestroy(),
    );
    const response = await fetchTo([service])(`http://${service.host}/`).catch((error: unknown) => error);
    const ended = response instanceof Response ? await readAll(response) : { error: response };
    expect(ended.error).toMatchObject({ name: 'CallBroken', code: 'ECONNRESET' });
  });

  it('because nothing listens says so', async () => {
    const fetch = guardedFetch({ allowed: new Set(['127.0.0.1:1']), clock: aStoppedClock() });
    await expect(fetch('http://127.0.0.1:1/')).rejects.toMatchObject({ name: 'CallBroken', code: 'ECONNREFUSED' });
  });

  it('because the name does not exist says so', async () => {
    const fetch = fetchTo([], { lookup: aLookup({}) });
    await expect(fetch('http://nowhere.test/')).rejects.toMatchObject({ name: 'CallBroken', code: 'ENOTFOUND' });
  });
});
