import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as it came: `target` with its query, headers by name in lower case, names in the order and number they were sent. */
export type Received = { target: string; method: string; headers: string[]; body: string };

type Answer = (response: ServerResponse, call: Received) => void;

/**
 * Where an attacker's tools lead. The first segment of a path names the attack; `look` below it answers what the attack wants a
 * model to read, `redirect` sends on. All that comes is kept.
 */
export async function aRecordingService() {
  const received: Received[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer({ maxHeaderSize: 200_000 }, async (request, response) => {
    const body = await text(request).catch(() => '');
    const target = request.url ?? '';
    const call = { target, method: request.method ?? '', headers: request.rawHeaders, body };
    received.push(call);
    const [path = ''] = target.split('?');
    const answer = answers.get(path) ?? ((plain) => plain.end(JSON.stringify({ ok: true })));
    answer(response.setHeader('content-type', 'application/json'), call);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    host: `127.0.0.1:${port}`,
    address: `http://127.0.0.1:${port}`,
    on: (path: string, answer: Answer) => answers.set(path, answer),
    /** What came to a path, whatever its query. */
    at: (path: string) => received.filter(({ target }) => target.split('?')[0] === path),
    /** What came to an attack's paths. */
    of: (attack: string) => received.filter(({ target }) => target.startsWith(`/${attack}/`)),
    all: () => received,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
