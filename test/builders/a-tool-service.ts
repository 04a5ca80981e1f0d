import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { until } from './until.ts';

/** One call as the service saw it. `key` is its `Idempotency-Key`. */
export type ReceivedCall = { path: string; method: string; key: string; body: string };

export type ToolService = {
  port: number;
  /** `host:port`, as `TOOL_HOSTS_ALLOWED` names it. */
  host: string;
  /** Definition of an `http` tool that calls `path` by POST; overrides replace whole fields. */
  tool: (name: string, path: string, overrides?: Record<string, unknown>) => Record<string, unknown>;
  /** The calls that arrived at a path, in order. */
  calls: (path: string) => ReceivedCall[];
  /** How often each key arrived at a path. */
  callsByKey: (path: string) => Record<string, number>;
  /** Waits until so many calls arrived at a path. */
  arrived: (path: string, count?: number) => Promise<void>;
  /** Lets every call of `/held/…` that came or comes to this path go on. */
  release: (path: string) => void;
  /** Answers a path by a function of the test. */
  on: (path: string, answer: Answer) => void;
  close: () => Promise<void>;
};

type Answer = (request: IncomingMessage, response: ServerResponse, call: ReceivedCall) => unknown;

const MEGABYTE = Buffer.alloc(1_048_576, 'x');

/**
 * A service on loopback for agents to call. What a path does: `/echo` answers the call's body; `/held/<name>` answers when it
 * is released; `/status/<code>` answers with that status; `/silent` never answers; `/endless` and `/gigabyte` go on; `/deep/<n>` nests
 * JSON n levels; `/reset` drops the connection, `/half` in mid-answer; `/redirect/<url>` redirects; `/bytes/<n>` answers a text of n bytes.
 */
export async function aToolService(): Promise<ToolService> {
  const calls: ReceivedCall[] = [];
  const answers = new Map<string, Answer>();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const sockets = new Set<Socket>();
  const gate = (path: string) => {
    const existing = gates.get(path) ?? Promise.withResolvers<void>();
    gates.set(path, existing);
    return existing;
  };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://tool').pathname;
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    const key = String(request.headers['idempotency-key'] ?? '');
    const call = { path, method: request.method ?? '', key, body };
    calls.push(call);
    if (path.startsWith('/held/')) await gate(path).promise;
    const answer = answers.get(path) ?? scripted(path);
    await answer(request, response, call);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const callsAt = (path: string) => calls.filter((call) => call.path === path);
  return {
    port,
    host: `127.0.0.1:${port}`,
    tool: (name, path, overrides = {}) => ({
      kind: 'http',
      name,
      method: 'POST',
      url: `http://127.0.0.1:${port}${path}`,
      ...overrides,
    }),
    calls: callsAt,
    callsByKey: (path) => {
      const counts: Record<string, number> = {};
      for (const { key } of callsAt(path)) counts[key] = (counts[key] ?? 0) + 1;
      return counts;
    },
    arrived: (path, count = 1) =>
      until(
        () => callsAt(path).length >= count || undefined,
        () => `${count} calls at ${path}; ${callsAt(path).length} came`,
      ).then(() => undefined),
    release: (path) => gate(path).resolve(),
    on: (path, answer) => answers.set(path, answer),
    close: async () => {
      for (const { resolve } of gates.values()) resolve();
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** What a path of the service itself does. */
function scripted(path: string): Answer {
  const [, name = '', rest = ''] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? [];
  switch (name) {
    case 'status':
      return (_, response) => json(response, Number(rest), { status: Number(rest) });
    case 'silent':
      return () => undefined;
    case 'endless':
      return (_, response) => void pour(response.writeHead(200), Number.POSITIVE_INFINITY);
    case 'gigabyte':
      return (_, response) => void pour(response.writeHead(200, { 'content-length': String(1_024 ** 3) }), 1_024);
    case 'deep':
      return (_, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('['.repeat(Number(rest)) + ']'.repeat(Number(rest)));
    case 'reset':
      return (request) => request.socket.destroy();
    case 'half':
      return (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => request.socket.destroy());
      };
    case 'redirect':
      return (_, response) => response.writeHead(302, { location: decodeURIComponent(rest) }).end();
    case 'bytes':
      return (_, response) =>
        response.writeHead(200, { 'content-type': 'text/plain' }).end('abcdefghij'.repeat(Number(rest) / 10));
    default:
      return (_request, response, { body }) => json(response, 200, body === '' ? {} : JSON.parse(body));
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Megabytes, as fast as they are taken, until there are enough or the other side is gone. */
async function pour(response: ServerResponse, megabytes: number): Promise<void> {
  for (let sent = 0; sent < megabytes && !response.destroyed; sent += 1) {
    if (response.write(MEGABYTE)) continue;
    await Promise.race([once(response, 'drain'), once(response, 'close')]).catch(() => undefined);
  }
  response.end();
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
