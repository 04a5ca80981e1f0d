import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { aFront, rawExchange } from './a-front.ts';

const GET = 'GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n';
const POST = 'POST /api/v1/open HTTP/1.1\r\nHost: localhost\r\n';

const crashes: unknown[] = [];
const noteCrash = (error: unknown) => crashes.push(error);
process.on('uncaughtException', noteCrash);
process.on('unhandledRejection', noteCrash);
afterEach(() => expect(crashes).toEqual([]));

async function stillAnswers(front: Awaited<ReturnType<typeof aFront>>) {
  expect((await fetch(`${front.api}/health`)).status).toBe(200);
  expect(front.errors).toEqual([]);
}

/** Sends and hangs up, whatever has come back by then. */
function sendAndLeave(port: number, sent: Buffer, how: 'reset' | 'end'): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(sent, () => (how === 'reset' ? socket.resetAndDestroy() : socket.end()));
    });
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}

describe('the front refuses malformed HTTP with a problem and closes', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a TLS hello', Buffer.from('16030100a5010000a10303', 'hex'), 400],
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['an unknown version', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n', 400],
    ['no host', 'GET /api/v1/health HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    [
      'two hosts',
      'GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      400,
    ],
    ['a header without a colon', `${GET}Nonsense\r\n\r\n`, 400],
    ['a space before the colon', `${GET}Transfer-Encoding : chunked\r\n\r\n`, 400],
    ['a folded header', `${GET}X-A: b\r\n c\r\n\r\n`, 400],
    ['a bare line feed in the head', `${GET}X-A: b\nX-B: c\r\n\r\n`, 400],
    ['a null in a header', `${GET}X-A: b\0c\r\n\r\n`, 400],
    ['headers of 20 KB', `${GET}X-A: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['headers of 3 MB', `${GET}X-A: ${'a'.repeat(3_000_000)}\r\n\r\n`, 431],
    ['an address of 20 KB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
    ['both lengths', `${POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX`, 400],
    ['two different lengths', `${POST}Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde`, 400],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n`, 400],
    ['a length with a sign', `${POST}Content-Length: +3\r\n\r\nabc`, 400],
    ['a length in hex', `${POST}Content-Length: 0x3\r\n\r\nabc`, 400],
    ['a chunk size that is no number', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`, 400],
    ['a chunk longer than it said', `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\nabcdef\r\n0\r\n\r\n`, 400],
    ['a coding after chunked', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`, 400],
    ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', 404],
    ['a target without a slash', 'GET health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400],
  ])('%s', async (_, sent, status) => {
    const front = await aFront();
    const answer = await rawExchange(front.port, [sent]);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*connection: close`, 'i'));
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(front.calls).toEqual([]);
    await stillAnswers(front);
  });

  it('and runs no request that was hidden in the body of another', async () => {
    const front = await aFront();
    const hidden = 'POST /api/v1/open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n';
    await rawExchange(front.port, [`${GET}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`]);
    await rawExchange(front.port, [`${GET}Transfer-Encoding: xchunked\r\n\r\n${hidden}`]);
    expect(front.calls).toEqual([]);
    await rawExchange(front.port, [`${POST}Connection: close\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`]);
    expect(front.calls.map(({ event }) => Buffer.from(event.body ?? '', 'base64').toString())).toEqual([hidden]);
  });

  it('takes the absolute form, an upgrade request and HTTP/1.0 as ordinary requests', async () => {
    const front = await aFront();
    const close = 'Connection: close\r\n\r\n';
    const absolute = `GET http://localhost/api/v1/health?a=b HTTP/1.1\r\nHost: localhost\r\n${close}`;
    const upgrade = `${GET}Upgrade: websocket\r\nConnection: upgrade, close\r\n\r\n`;
    for (const sent of [absolute, upgrade, 'GET /api/v1/health HTTP/1.0\r\n\r\n']) {
      expect(await rawExchange(front.port, [sent])).toMatch(/^HTTP\/1\.1 200 /);
    }
    expect(front.calls[0]!.event.queryStringParameters).toEqual({ a: 'b' });
  });
});

describe('the front outlives clients that go away', () => {
  it.each(['reset', 'end'] as const)('in the middle of the head, the body or a chunk (%s)', async (how) => {
    const front = await aFront();
    const token = await front.bearer();
    const torn = [
      '',
      'GE',
      GET,
      `${POST}Content-Length: 100\r\n\r\nabc`,
      `POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${token.authorization}\r\nContent-Length: 9\r\n\r\n{`,
      `${POST}Transfer-Encoding: chunked\r\n\r\n5\r\nab`,
      'POST /local/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{"te',
      'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.PutItem\r\nContent-Length: 50\r\n\r\n{',
      `${POST}Content-Length: 99999999\r\n\r\n`,
    ];
    await Promise.all(torn.map((sent) => sendAndLeave(front.port, Buffer.from(sent), how)));
    expect(front.calls).toEqual([]);
    await stillAnswers(front);
  });

  it('while the handler is at work', async () => {
    const working = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const done = vi.fn();
    const front = await aFront({
      commandApi: async () => {
        working.resolve();
        await left.promise;
        done();
        return { statusCode: 200, body: 'x'.repeat(1_000_000) };
      },
    });
    const aborting = new AbortController();
    const answer = fetch(`${front.api}/open`, { method: 'POST', signal: aborting.signal }).catch((error) => error.name);
    await working.promise;
    aborting.abort();
    expect(await answer).toBe('AbortError');
    left.resolve();
    await stillAnswers(front);
    expect(done).toHaveBeenCalledOnce();
  });
});

describe('the front outlives anything', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...[
        'GET ',
        'POST ',
        'HEAD ',
        '/api/v1/health',
        '/api/v1/sessions/%zz',
        '/local/token',
        ' HTTP/1.1',
        '\r\n',
        '\n',
        '\r',
      ],
      ...[
        'Host: localhost\r\n',
        'Content-Length: 5\r\n',
        'Transfer-Encoding: chunked\r\n',
        'Connection: close\r\n',
        '\r\n\r\n',
      ],
      ...[
        '5\r\nhello\r\n',
        '0\r\n\r\n',
        'Expect: 100-continue\r\n',
        'X-Amz-Target: a.b\r\n',
        'Cookie: =;;=\r\n',
        ': \r\n',
      ],
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.uint8Array({ maxLength: 12 }),
  );
  const message = fc
    .array(piece, { maxLength: 14 })
    .map((pieces) => Buffer.concat(pieces.map((part) => Buffer.from(part as Uint8Array))));
  const mutated = fc.tuple(fc.nat({ max: 200 }), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([at, bytes]) => {
    const whole = Buffer.from(`${POST}Content-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}${GET}\r\n`);
    Buffer.from(bytes).copy(whole, at % whole.length);
    return whole;
  });

  it('that arrives on a socket', async () => {
    const front = await aFront();
    await fc.assert(
      fc.asyncProperty(fc.oneof(message, mutated), fc.constantFrom('reset' as const, 'end' as const), (sent, how) =>
        sendAndLeave(front.port, sent, how),
      ),
      { numRuns: 400 },
    );
    await stillAnswers(front);
  });
});
