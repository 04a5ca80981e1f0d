import type { IncomingMessage } from 'node:http';
import { isSentToAnyOrigin } from '../domain/agent/http-tool-headers.ts';
import { AddressRefused } from './outbound-errors.ts';

export type OutboundRequest = {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: Buffer;
  signal: AbortSignal;
};

/** Where an answer redirects to, or `undefined` when it is no redirect. */
export function redirectTarget(message: IncomingMessage, from: URL): URL | undefined {
  const { location } = message.headers;
  if (location === undefined || ![301, 302, 303, 307, 308].includes(message.statusCode ?? 0)) return undefined;
  const target = URL.parse(location, from.href);
  if (target === null) throw new AddressRefused('NOT_A_URL', '');
  return target;
}

/**
 * The request that follows a redirect, as `fetch` would make it: a POST becomes a GET on 301, 302 and 303.
 * @throws AddressRefused when it leaves the host that was called, or leaves https.
 */
export function afterRedirect(request: OutboundRequest, status: number, target: URL): OutboundRequest {
  const { url, method, headers, body, signal } = request;
  const leavesHttps = url.protocol === 'https:' && target.protocol !== 'https:';
  if (target.hostname !== url.hostname || leavesHttps) throw new AddressRefused('REDIRECT', target.host);
  const becomesGet = (status === 303 && method !== 'HEAD') || (status <= 302 && method === 'POST');
  const keptHeaders = Object.entries(headers).filter(
    ([name]) =>
      (target.origin === url.origin || isSentToAnyOrigin(name)) && !(becomesGet && name.startsWith('content-')),
  );
  return {
    url: target,
    method: becomesGet ? 'GET' : method,
    headers: Object.fromEntries(keptHeaders),
    ...(body !== undefined && !becomesGet && { body }),
    signal,
  };
}
