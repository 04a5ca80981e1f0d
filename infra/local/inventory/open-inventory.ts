import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../../../shared/runtime/clock.ts';
import { createServer } from '../../../shared/runtime/node-http.ts';
import { answerInventoryRequest, type InventoryMemory } from './answer-inventory-request.ts';
import { deviceNotes, receivedRequests } from './received-requests.ts';

export type Inventory = {
  /** The port it listens on, on 127.0.0.1. */
  port: number;
  /** Ends it, and every connection to it. */
  close: () => Promise<void>;
};

const MAX_DELAY_MS = 10_000;
const MAX_REQUEST_BYTES = 1_048_576;

/**
 * Opens the demo's network inventory: a made-up service for agents to call on a laptop, on loopback. Its devices never change.
 * `?delayMs=` (10,000 at most) on any route makes a slow answer; `GET /requests` shows what was called, with which key, how often.
 */
export async function openInventory({
  port,
  clock = systemClock,
}: {
  port: number;
  clock?: Clock;
}): Promise<Inventory> {
  const memory = { requests: receivedRequests(), notes: deviceNotes() };
  const closing = new AbortController();
  const server = createServer((request, response) => {
    answer(request, response, memory, { clock, signal: closing.signal }).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  memory: InventoryMemory,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  const { method = 'GET' } = request;
  const url = new URL(`http://inventory${request.url ?? '/'}`);
  const key = request.headers['idempotency-key'];
  const idempotencyKey = typeof key === 'string' ? key : null;
  const body = await readBody(request);
  // Looking at what was called is no call.
  if (url.pathname !== '/requests') memory.requests.remember(method, `${url.pathname}${url.search}`, idempotencyKey);
  const answered = answerInventoryRequest({ method, url, idempotencyKey, body }, memory);
  await clock.delay(delayOf(url), signal);
  response.writeHead(answered.status, {
    'content-type': answered.status >= 400 ? 'application/problem+json' : 'application/json',
  });
  response.end(method === 'HEAD' ? undefined : JSON.stringify(answered.body));
}

function delayOf(url: URL): number {
  const asked = Number(url.searchParams.get('delayMs') ?? 0);
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), MAX_DELAY_MS) : 0;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES)
      throw new Error(`A request to the inventory is longer than ${MAX_REQUEST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
