import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Json } from './a-caller.ts';

/** What the endpoint does with one request. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;
export type ReceivedCall = { path: string; headers: IncomingMessage['headers']; body: Json };

/** An answer with a status and a body, JSON unless it says otherwise. */
export const sends =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** The connection ends without an answer. */
export const resets: Answer = (_response, request) => void request.socket.resetAndDestroy();

/** The connection ends in the middle of the body. */
export const breaksOff =
  (beginning: string): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
    response.write(beginning, () => response.socket?.resetAndDestroy());
  };

/** A server on this machine that takes the next answer for each request; by the model's name where several are asked at once. */
export async function aModelEndpoint({ modelOf = () => '' }: { modelOf?: (call: ReceivedCall) => string } = {}) {
  const answers = new Map<string, Answer[]>();
  const received: ReceivedCall[] = [];
  const server = createServer(async (request, response) => {
    const call = { path: request.url ?? '', headers: request.headers, body: JSON.parse(await text(request)) };
    received.push(call);
    const next = answers.get(modelOf(call))?.shift() ?? sends(500, { error: { message: 'no script' } });
    next(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    /** The answers from now on, of one model or of all. */
    script: (given: readonly Answer[], model = '') => void answers.set(model, [...given]),
    received: (model?: string) => received.filter((call) => model === undefined || modelOf(call) === model),
    forget: () => void received.splice(0),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
