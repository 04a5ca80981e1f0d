import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const ANSWER = JSON.stringify({ status: 'up', note: 'x'.repeat(250) });

/** A tool on loopback that takes its time and counts how often each call came, by its Idempotency-Key. */
export async function serveCountingTool({ answersAfterMs }: { answersAfterMs: number }) {
  const times = new Map<string, number>();
  let [calls, awaited, arrived] = [0, 0, () => {}];
  const server = createServer(async (request, response) => {
    request.resume();
    const key = String(request.headers['idempotency-key']);
    times.set(key, (times.get(key) ?? 0) + 1);
    calls += 1;
    if (calls === awaited) arrived();
    await delay(answersAfterMs);
    response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    /** Resolves as soon as so many further calls have come. */
    nextCalls(count: number): Promise<void> {
      awaited = calls + count;
      return new Promise((resolve) => {
        arrived = resolve;
      });
    },
    /** Calls that came although the same had come before. */
    repeated: () => [...times.values()].reduce((sum, count) => sum + count - 1, 0),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
