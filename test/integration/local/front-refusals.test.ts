import { request } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { aClock, aFront, rawExchange } from './a-front.ts';

/** The problem of an answer, with what every problem must have checked on the way. */
async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await answer.json()) as Record<string, unknown>;
  expect(Object.keys(problem)).toEqual(expect.arrayContaining(['type', 'title', 'status', 'code', 'detail']));
  expect(problem.status).toBe(answer.status);
  return problem;
}

describe('the front answers 401 UNAUTHENTICATED', () => {
  const refusal = async (authorization: string | undefined, front: Awaited<ReturnType<typeof aFront>>) => {
    const answer = await fetch(`${front.api}/sessions`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer\b/);
    expect(front.calls).toEqual([]);
    const { status, code, detail } = await problemOf(answer);
    expect([status, code]).toEqual([401, 'UNAUTHENTICATED']);
    return detail;
  };

  it('to a request without a token', async () => {
    expect(await refusal(undefined, await aFront())).toMatch(/no token/);
  });

  it.each([
    'Basic YTpi',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer not-a-token',
    'Bearer a.b.c',
    `Bearer ${'x'.repeat(9000)}`,
  ])('to the header %s', async (authorization) => {
    await refusal(authorization, await aFront());
  });

  it('to a token that has expired, which was valid before', async () => {
    const { clock, advance } = aClock();
    const front = await aFront({ clock });
    const headers = await front.bearer();
    advance(12 * 3600 * 1000 - 1);
    expect((await fetch(`${front.api}/sessions`, { headers })).status).toBe(200);
    front.calls.length = 0;
    advance(1);
    expect(await refusal(headers.authorization, front)).toMatch(/expired/);
  });

  it('to a token with changed claims or a changed signature', async () => {
    const front = await aFront();
    const [head, payload, signature] = (await front.tokenFor()).split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, tenant: 'other' })).toString('base64url');
    await refusal(`Bearer ${head}.${changed}.${signature}`, front);
    await refusal(`Bearer ${head}.${payload}.${signature.slice(0, -6)}AAAAAA`, front);
    await refusal(`Bearer ${head}.${payload}.`, front);
  });

  it('to a token with alg none, or signed with the public key as a shared secret', async () => {
    const front = await aFront();
    const token = await front.tokenFor();
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
    await refusal(`Bearer ${new UnsecuredJWT(claims).encode()}`, front);
    const keySet = await (await fetch(`${front.address}/local/.well-known/jwks.json`)).json();
    const secret = Buffer.from(JSON.stringify((keySet as { keys: unknown[] }).keys[0]));
    await refusal(`Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret)}`, front);
  });

  it("to a token signed with somebody else's key, with the key in its header too", async () => {
    const front = await aFront();
    const claims = JSON.parse(Buffer.from((await front.tokenFor()).split('.')[1]!, 'base64url').toString());
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const sign = (header: object) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...header }).sign(privateKey);
    await refusal(`Bearer ${await sign({})}`, front);
    await refusal(`Bearer ${await sign({ jwk: await exportJWK(publicKey) })}`, front);
  });

  it('to a token of another issuer that has the same key', async () => {
    const elsewhere = await aFront();
    const front = await aFront();
    expect(await refusal(`Bearer ${await elsewhere.tokenFor()}`, front)).toMatch(/another issuer/);
  });

  it('to every token when there is no issuer, as in production', async () => {
    const issuing = await aFront();
    const front = await aFront({ issuerOptions: { production: true } });
    await refusal(`Bearer ${await issuing.tokenFor()}`, front);
    expect((await fetch(`${front.address}/local/token`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${front.address}/local/.well-known/openid-configuration`)).status).toBe(404);
    expect((await fetch(`${front.api}/health`)).status).toBe(200);
  });

  it('but asks for no token on an open route', async () => {
    const front = await aFront();
    expect((await fetch(`${front.api}/health`, { headers: { authorization: 'Bearer rubbish' } })).status).toBe(200);
  });
});

describe('the front answers 404 NOT_FOUND', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/api'],
    ['GET', '/api/v1'],
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/v1/sessions/'],
    ['GET', '/api/v1/sessions//activity/1'],
    ['GET', '/api/v2/sessions'],
    ['DELETE', '/api/v1/sessions'],
    ['OPTIONS', '/api/v1/sessions'],
    ['PATCH', '/api/v1/sessions/x'],
    ['GET', '/local/nothing'],
    ['GET', '/__proto__'],
    ['GET', '/api/v1/health%2F'],
  ])('to %s %s', async (method, path) => {
    const front = await aFront();
    const answer = await fetch(front.address + path, { method });
    expect(await problemOf(answer)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(front.calls).toEqual([]);
  });

  it("below /api and /local even when a console's catch-all takes every other path", async () => {
    const catchAll = { method: 'GET', path: '/{path+}', handle: () => ({ status: 200, body: 'console' }) } as const;
    const front = await aFront({ extra: [catchAll] });
    expect(await (await fetch(`${front.address}/sessions/1`)).text()).toBe('console');
    expect((await fetch(`${front.api}/nothing`)).status).toBe(404);
    expect((await fetch(`${front.address}/local/nothing`)).status).toBe(404);
  });

  it('to HEAD, without a body', async () => {
    const front = await aFront();
    const answer = await rawExchange(front.port, [
      'HEAD /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ]);
    const [head, body] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 404 [\s\S]*content-type: application\/problem\+json/);
    expect(body).toBe('');
    expect(front.calls).toEqual([]);
  });
});

describe('the front answers 400 BAD_REQUEST', () => {
  it.each([
    '/api/v1/sessions/%zz',
    '/api/v1/sessions/%',
    '/api/v1/sessions/%ff',
    '/api/v1/health?a=%e0%a4%a',
    '/%c0%af',
  ])('to bad percent-encoding in %s', async (path) => {
    const front = await aFront();
    expect(await problemOf(await fetch(front.address + path))).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  it.each([
    'evil.example',
    'evil.example:4700',
    '127.0.0.1.evil.example',
    'localhost.evil',
    '10.0.0.1',
    '127.0.0.1@evil',
  ])('to the host %s, which a foreign page made resolve to this computer', async (host) => {
    const front = await aFront();
    const answer = await rawExchange(front.port, [
      `POST /local/token HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each(['127.0.0.1:4700', 'localhost:4700', 'LOCALHOST', '[::1]:4700', 'console.localhost'])(
    'but not to %s',
    async (host) => {
      const front = await aFront();
      const answer = await rawExchange(front.port, [
        `GET /api/v1/health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      ]);
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    },
  );
});

describe('the front answers 413 TOO_LARGE', () => {
  const ten = 10 * 1024 * 1024;

  it('to a body of more than 10 MB, and takes one of 10 MB', async () => {
    const front = await aFront();
    const post = (size: number) => fetch(`${front.api}/open`, { method: 'POST', body: Buffer.alloc(size, 'x') });
    expect((await post(ten)).status).toBe(200);
    const refused = await post(ten + 1);
    expect(await problemOf(refused)).toMatchObject({ status: 413, code: 'TOO_LARGE' });
    expect(refused.headers.get('connection')).toBe('close');
    expect(front.calls).toHaveLength(1);
  });

  it('at once by the declared length, before any of the body came', async () => {
    const front = await aFront();
    const head = `POST /api/v1/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${ten * 100}\r\n\r\n`;
    const answer = await rawExchange(front.port, [head], (received) => received.includes('TOO_LARGE'));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('without asking for the body of a sender who waits to be asked', async () => {
    const front = await aFront();
    const head = (size: number) =>
      `POST /api/v1/open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ${size}\r\n\r\n`;
    expect(await rawExchange(front.port, [head(ten + 1)], (received) => received.includes('TOO_LARGE'))).toMatch(
      /^HTTP\/1\.1 413 /,
    );
    expect(await rawExchange(front.port, [head(2), 'hi'])).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });

  it('to a chunked body without an end, of which it keeps no more than 10 MB', async () => {
    const front = await aFront();
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 'x'), Buffer.from('\r\n')]);
    const status = await new Promise((resolve) => {
      const sending = request(`${front.api}/open`, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
      const pump = () => {
        while (!sending.destroyed && sending.write(chunk.subarray(8, -2)));
      };
      sending.on('drain', pump);
      sending.on('error', () => undefined);
      sending.on('response', (answer) => {
        resolve(answer.statusCode);
        sending.destroy();
      });
      pump();
    });
    expect(status).toBe(413);
    expect(front.calls).toEqual([]);
  });
});

describe('the front answers for a handler that', () => {
  it.each([
    ['throws', async () => Promise.reject(new Error('secret detail'))],
    [
      'throws at once',
      () => {
        throw new Error('secret detail');
      },
    ],
    ['throws no error', async () => Promise.reject('secret detail')],
    ['returns a wrong status', async () => ({ statusCode: 9 })],
    ['returns a body that is no text', async () => ({ statusCode: 200, body: { a: 1 } })],
    [
      'returns a header that HTTP does not allow',
      async () => ({ statusCode: 200, headers: { 'x-a': 'b\r\nset-cookie: c=d' }, body: '' }),
    ],
    [
      'returns a header name that HTTP does not allow',
      async () => ({ statusCode: 200, headers: { 'x a': 'b' }, body: '' }),
    ],
  ])('%s with 500 INTERNAL, says nothing of the cause, and reports it', async (_, readApi) => {
    const front = await aFront({ readApi });
    const answer = await fetch(`${front.api}/health`);
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(JSON.stringify(problem)).not.toMatch(/secret|stack/);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(front.errors).toHaveLength(1);
    expect((await fetch(`${front.api}/open`, { method: 'POST' })).status).toBe(200);
  });

  it('gives no answer within 29 s with 503 UNAVAILABLE', async () => {
    const { clock, advance } = aClock();
    const started = Promise.withResolvers<void>();
    const front = await aFront({
      clock,
      readApi: () => {
        setImmediate(started.resolve);
        return new Promise(() => undefined);
      },
    });
    const answer = fetch(`${front.api}/health`);
    await started.promise;
    advance(28_999);
    advance(1);
    expect(await problemOf(await answer)).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  });
});
