import { describe, expect, it } from 'vitest';
import { aClock, aFront, rawExchange, START } from './a-front.ts';

describe('a request to the laptop becomes a payload 2.0 event', () => {
  it('carries method, path, route key, ids and time', async () => {
    const front = await aFront({ newRequestId: () => 'request-1' });
    const answer = await fetch(`${front.api}/health`, { headers: { 'user-agent': 'tester' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('apigw-requestid')).toBe('request-1');
    expect(front.event()).toMatchObject({
      version: '2.0',
      routeKey: 'GET /api/v1/health',
      rawPath: '/api/v1/health',
      rawQueryString: '',
      isBase64Encoded: false,
      requestContext: {
        http: {
          method: 'GET',
          path: '/api/v1/health',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'tester',
        },
        domainName: front.address.slice(7),
        requestId: 'request-1',
        routeKey: 'GET /api/v1/health',
        stage: '$default',
        time: '12/Mar/2026:19:03:58 +0000',
        timeEpoch: START,
      },
    });
    expect(Object.keys(front.event())).not.toContain('body');
    expect(front.event().requestContext.authorizer).toBeUndefined();
  });

  it('joins repeated query keys by commas and decodes them', async () => {
    const front = await aFront();
    await fetch(`${front.api}/health?status=PAUSED&status=RUNNING&search=a%20b+c%2Cd&empty=&bare&__proto__=x`);
    expect(front.event().rawQueryString).toBe(
      'status=PAUSED&status=RUNNING&search=a%20b+c%2Cd&empty=&bare&__proto__=x',
    );
    expect(Object.entries(front.event().queryStringParameters ?? {})).toEqual([
      ['status', 'PAUSED,RUNNING'],
      ['search', 'a b c,d'],
      ['empty', ''],
      ['bare', ''],
      ['__proto__', 'x'],
    ]);
  });

  it('lower-cases headers, joins repeated ones and takes the cookies out', async () => {
    const front = await aFront();
    await rawExchange(front.port, [
      'GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX-Tag: a\r\nx-tag: b\r\nCookie: one=1; two=2\r\nCookie: three=3\r\nConnection: close\r\n\r\n',
    ]);
    expect(front.event().headers).toEqual({ host: 'localhost', 'x-tag': 'a,b', connection: 'close' });
    expect(front.event().cookies).toEqual(['one=1', 'two=2', 'three=3']);
  });

  it('decodes path parameters, an encoded slash included', async () => {
    const front = await aFront();
    await fetch(`${front.api}/sessions/ses%201%2F%C3%A9/activity/7`, { headers: await front.bearer() });
    expect(front.event().pathParameters).toEqual({ sessionId: 'ses 1/é', seq: '7' });
    expect(front.event().routeKey).toBe('GET /api/v1/sessions/{sessionId}/activity/{seq}');
  });

  it('prefers a static route to a parameter, and asks the function that serves the route', async () => {
    const front = await aFront();
    const headers = await front.bearer();
    await fetch(`${front.api}/sessions/bulk`, { method: 'POST', headers });
    await fetch(`${front.api}/sessions/bulk`, { headers });
    expect(front.calls.map(({ by, event }) => [by, event.routeKey])).toEqual([
      ['command', 'POST /api/v1/sessions/bulk'],
      ['read', 'GET /api/v1/sessions/{sessionId}'],
    ]);
  });

  it.each([
    ['application/json', '{"a":"é"}', false],
    ['application/json; charset=utf-8', '{}', false],
    ['application/merge-patch+json', '{}', false],
    ['text/plain', 'hi', false],
    ['application/octet-stream', 'hi', true],
    ['application/x-www-form-urlencoded', 'a=b', true],
  ])('sends a body of %s as text or in base64', async (type, body, isBase64Encoded) => {
    const front = await aFront();
    await fetch(`${front.api}/open`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(front.event()).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    });
  });

  it('sends bytes that are no UTF-8 in base64, so that nothing is lost', async () => {
    const front = await aFront();
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    await fetch(`${front.api}/open`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(front.event()).toMatchObject({ isBase64Encoded: true, body: body.toString('base64') });
  });

  it('puts a chunked body together', async () => {
    const front = await aFront();
    const head =
      'POST /api/v1/open HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
    const answer = await rawExchange(front.port, [head, '3\r\nabc\r\n', '2\r\nde\r\n', '0\r\n\r\n']);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(front.event().body).toBe('abcde');
  });

  it('hands claims on as texts, a list as [a b]', async () => {
    const front = await aFront();
    const headers = await front.bearer({
      tenant: 'acme',
      user: 'olga',
      roles: ['operator', 'viewer'],
      projects: ['a', 'b'],
    });
    await fetch(`${front.api}/sessions`, { headers });
    expect(front.event().requestContext.authorizer).toEqual({
      jwt: {
        claims: {
          sub: 'olga',
          name: 'olga',
          tenant: 'acme',
          'cognito:groups': '[operator viewer]',
          projects: '[a b]',
          client_id: 'agent-sessions',
          token_use: 'access',
          scope: 'agent-sessions/api',
          iss: `${front.address}/local`,
          iat: String(START / 1000),
          exp: String(START / 1000 + 12 * 3600),
          jti: expect.any(String),
        },
        scopes: null,
      },
    });
  });

  it('gives the handler a context that counts down from 29 s', async () => {
    const { clock, advance } = aClock();
    const front = await aFront({ clock, newRequestId: () => 'request-2' });
    await fetch(`${front.api}/health`);
    const context = front.calls[0]!.context;
    expect(context).toMatchObject({ awsRequestId: 'request-2', functionName: 'read-api', memoryLimitInMB: '1024' });
    expect(context.getRemainingTimeInMillis()).toBe(29_000);
    advance(4_000);
    expect(context.getRemainingTimeInMillis()).toBe(25_000);
    advance(60_000);
    expect(context.getRemainingTimeInMillis()).toBe(0);
  });
});

describe("a handler's result becomes the answer", () => {
  const answering = (result: unknown) => aFront({ readApi: async () => result });

  it('keeps status, headers, cookies and body', async () => {
    const front = await answering({
      statusCode: 201,
      headers: { ETag: '"3"', 'X-Count': 7, 'Content-Length': '999', Connection: 'upgrade' },
      cookies: ['a=1', 'b=2'],
      body: '{"é":1}',
    });
    const answer = await fetch(`${front.api}/health`);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"3"');
    expect(answer.headers.get('x-count')).toBe('7');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.json()).toEqual({ é: 1 });
  });

  it('decodes a base64 body', async () => {
    const front = await answering({
      statusCode: 200,
      body: Buffer.from([1, 2, 255]).toString('base64'),
      isBase64Encoded: true,
    });
    expect([...(await (await fetch(`${front.api}/health`)).bytes())]).toEqual([1, 2, 255]);
  });

  it('takes a result without a status code as a JSON body', async () => {
    const front = await answering({ hello: 'there' });
    const answer = await fetch(`${front.api}/health`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await answer.json()).toEqual({ hello: 'there' });
  });

  it('sends no body with 204', async () => {
    const front = await answering({ statusCode: 204, body: 'ignored' });
    const answer = await fetch(`${front.api}/health`);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });
});
