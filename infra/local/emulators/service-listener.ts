import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { LocalService } from './local-service.ts';

/** Mounts a service in a `node:http` server. A request whose client goes away in mid-body never reaches the service. */
export function serviceListener(service: LocalService): RequestListener {
  return (request, response) => {
    answer(service, request, response).catch(() => response.destroy());
  };
}

async function answer(service: LocalService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const { method = 'GET', url: path = '/' } = request;
  const answered = await service({ method, path, headers, body: await wholeBody(request) });
  response.writeHead(answered.status, answered.headers).end(answered.body);
}

async function wholeBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
