import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type LookupFunction, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { Clock } from '../../../shared/runtime/clock.ts';

export type Service = {
  port: number;
  /** `host:port`, as `TOOL_HOSTS_ALLOWED` names it. */
  host: string;
  /** How many connections arrived. */
  connections: () => number;
};

const opened: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of opened.splice(0)) {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
});

/** An HTTP server on loopback, closed after the test. */
export function aService(listener: RequestListener, address = '127.0.0.1'): Promise<Service> {
  return listen(createHttpServer(listener), address);
}

/** A server that answers each request with these bytes, HTTP or not, and then does what `after` says. */
export function aServiceThatSends(bytes: string, after: (socket: Socket) => void = (socket) => socket.end()) {
  return listen(
    createServer((socket) => {
      socket.once('data', () => socket.write(bytes, () => after(socket)));
    }),
    '127.0.0.1',
  );
}

async function listen(server: Server, address: string): Promise<Service> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, address);
  await once(server, 'listening');
  opened.push({ server, sockets });
  const { port } = server.address() as { port: number };
  return { port, host: `${address}:${port}`, connections: () => connections };
}

/** A clock whose waits last until `expire` is called. */
export function aStoppedClock(): Clock & { expire: () => void; waits: () => number[] } {
  const waiting = new Map<() => void, number>();
  return {
    now: () => 0,
    delay: (ms, signal) =>
      new Promise((resolve, reject) => {
        waiting.set(resolve, ms);
        signal?.addEventListener('abort', () => {
          waiting.delete(resolve);
          reject(signal.reason);
        });
      }),
    expire: () => {
      for (const resolve of waiting.keys()) resolve();
    },
    waits: () => [...waiting.values()],
  };
}

/** A name service that knows these names only, and counts what it is asked. */
export function aLookup(names: Record<string, string[]>): LookupFunction & { asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, options, callback) => {
    asked.push(hostname);
    const addresses = names[hostname] ?? [];
    if (addresses.length === 0) {
      return callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), [], 0);
    }
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    return options.all ? callback(null, found) : callback(null, found[0]!.address, found[0]!.family);
  };
  return Object.assign(lookup, { asked });
}
