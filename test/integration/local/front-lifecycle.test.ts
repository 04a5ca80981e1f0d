import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { StartError } from '../../../infra/local/start-error.ts';
import { aClock, aFront, rawExchange } from './a-front.ts';

/** A handler that waits until the test lets it go. */
function aSlowHandler() {
  const started = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const handler = async () => {
    started.resolve();
    await released.promise;
    return { statusCode: 200, body: '"slow"' };
  };
  return { handler, started: started.promise, release: released.resolve };
}

describe('the front', () => {
  it('listens on the loopback address only', async () => {
    const front = await aFront();
    expect(front.address).toBe(`http://127.0.0.1:${front.port}`);
    await expect(aFront({ port: front.port })).rejects.toThrow(/127\.0\.0\.1/);
    // Every other address of this computer is free: 127.0.0.2 is one where nobody listens.
    const refused = await new Promise((resolve) => {
      const socket = connect({ port: front.port, host: '127.0.0.2' });
      socket.on('connect', () => resolve('connected'));
      socket.on('error', () => resolve('refused'));
    });
    expect(refused).toBe('refused');
  });

  it('says in one line that its port is busy and what to do', async () => {
    const { port } = await aFront();
    const failure = await aFront({ port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect(String(failure)).toMatch(new RegExp(`Port ${port} .* in use .* PORT\\.$`));
  });

  it('serves many requests over one connection', async () => {
    const front = await aFront();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = (path: string) =>
      new Promise((resolve, reject) => {
        const sending = request(front.address + path, { agent }, (answer) => {
          answer.resume().on('end', () => resolve([answer.statusCode, sending.reusedSocket]));
        });
        sending.on('error', reject).end();
      });
    expect(await get('/api/v1/health')).toEqual([200, false]);
    expect(await get('/nothing')).toEqual([404, true]);
    expect(await get('/api/v1/sessions')).toEqual([401, true]);
    expect(await get('/api/v1/health')).toEqual([200, true]);
    agent.destroy();
  });

  it('keeps a connection after a refusal that left the body unread', async () => {
    const front = await aFront();
    const body = 'x'.repeat(200_000);
    const refused = `POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const next = 'GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    const answers = await rawExchange(front.port, [refused, next]);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
  });

  it('answers pipelined requests in their order', async () => {
    const front = await aFront();
    const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    const sent = get('/api/v1/health') + get('/nothing') + get('/api/v1/sessions', 'Connection: close\r\n');
    const answers = await rawExchange(front.port, [sent]);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 401']);
  });

  it('gives each of many requests at once its own answer and its own id', async () => {
    const front = await aFront({
      commandApi: async (event) => ({ statusCode: 200, body: JSON.stringify({ got: event.body }) }),
    });
    const headers = { 'content-type': 'text/plain' };
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const answer = await fetch(`${front.api}/open`, { method: 'POST', headers, body: `b${index}` });
        return { body: (await answer.json()) as { got: string }, id: answer.headers.get('apigw-requestid') };
      }),
    );
    expect(answers.map(({ body }) => body.got)).toEqual(answers.map((_, index) => `b${index}`));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(200);
  });
});

describe('when the front is closed', () => {
  it('it finishes what is under way and takes no new connections', async () => {
    const slow = aSlowHandler();
    const front = await aFront({ readApi: slow.handler });
    const answer = fetch(`${front.api}/health`);
    await slow.started;
    const closed = front.close();
    expect(await rawExchange(front.port, ['GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n'])).toBe('');
    slow.release();
    expect(await (await answer).text()).toBe('"slow"');
    expect((await answer).headers.get('connection')).toBe('close');
    await closed;
  });

  it('it does not wait for idle connections, new or kept alive', async () => {
    const front = await aFront();
    await fetch(`${front.api}/health`);
    const unused = connect({ port: front.port, host: '127.0.0.1' });
    const gone = new Promise((resolve) => unused.on('close', resolve));
    await new Promise((resolve) => unused.on('connect', resolve));
    unused.resume();
    // The front's clock stands still, so nothing here is the grace period running out.
    await fetch(`${front.api}/health`);
    await front.close();
    await gone;
  });

  it('it cuts what has not finished when the grace period ends', async () => {
    const { clock, advance } = aClock();
    const slow = aSlowHandler();
    const front = await aFront({ clock, readApi: slow.handler, graceMs: 3_000 });
    const answer = fetch(`${front.api}/health`).catch(() => 'cut');
    await slow.started;
    const closed = front.close();
    advance(3_000);
    await closed;
    expect(await answer).toBe('cut');
    slow.release();
  });

  it('it may be closed again', async () => {
    const front = await aFront();
    expect(front.close()).toBe(front.close());
    await front.close();
  });
});
