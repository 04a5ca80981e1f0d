import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

/** About 0.3 KB, as it is recorded. */
const ANSWER = JSON.stringify({ device: 'edge-1', status: 'up', note: 'x'.repeat(230) });

export type EmptyTool = Awaited<ReturnType<typeof serveEmptyTool>>;

/** A tool on loopback that answers at once (`/`), or when it is told to (`/held`), and tells which calls came. */
export async function serveEmptyTool() {
  const came = new Map<string, PromiseWithResolvers<void>>();
  const next = new Map<string, PromiseWithResolvers<void>>();
  const held: ServerResponse[] = [];
  const arrival = (key: string) => {
    const known = came.get(key) ?? Promise.withResolvers<void>();
    came.set(key, known);
    return known;
  };
  const answer = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
  const server = createServer((request, response) => {
    request.resume();
    arrival(String(request.headers['idempotency-key'])).resolve();
    next.get(request.url ?? '')?.resolve();
    if (request.url === '/held') held.push(response);
    else answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    host,
    /** Resolves when the first call of a session's turn has come. */
    async called(sessionId: string, turn: number): Promise<void> {
      const key = `${sessionId}/${turn}/0`;
      await arrival(key).promise;
      came.delete(key);
    },
    /** Resolves when the next call of a path comes, whosever it is. */
    async nextCall(path: string): Promise<void> {
      const call = Promise.withResolvers<void>();
      next.set(path, call);
      await call.promise;
      next.delete(path);
    },
    /** Answers everything that was held. */
    release: () => held.splice(0).forEach(answer),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
