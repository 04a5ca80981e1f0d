import { lookup as systemLookup } from 'node:dns';
import type { Agent as AnyAgent, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { hostAndPort, refusedUrl } from '../domain/agent/refused-url.ts';
import { MAX_BODY_BYTES } from '../domain/session/stored-text.ts';
import type { Clock } from '../runtime/clock.ts';
import { loadedOnce } from '../runtime/loaded-once.ts';
import { Agent, request as httpRequest, STATUS_CODES } from '../runtime/node-http.ts';
import { ACCEPTED_ENCODINGS, answerStream, isDecoded } from './answer-stream.ts';
import { guardedLookup } from './guarded-lookup.ts';
import { AddressRefused, AnswerTooLarge, CallBroken, TooManyRedirects } from './outbound-errors.ts';
import { afterRedirect, type OutboundRequest, redirectTarget } from './redirect.ts';
import { timeLimit } from './time-limit.ts';

type OutboundLimits = {
  /** Milliseconds until the whole call, reading included, is given up. Default 600,000: the longest time a tool may have. */
  timeoutMs?: number;
  /** The most decompressed bytes of an answer that are handed on. Default 2 MiB: more is not kept of any text. */
  maxBytes?: number;
};

type OutboundOptions = OutboundLimits & {
  /**
   * Leaves the connection open for the next such call of the same host, default false. Only for what may be sent twice, as it has
   * an `Idempotency-Key`: when the server has just closed the connection, it is sent again over another (RFC 9110, 9.2.2).
   */
  keepOpen?: boolean;
};

export type GuardedFetchDeps = OutboundLimits & {
  /** `host:port` pairs that may be called although they are loopback or private; as in `TOOL_HOSTS_ALLOWED`. */
  allowed: ReadonlySet<string>;
  clock: Clock;
  /** Resolves names; the system's by default. */
  lookup?: LookupFunction;
};

/** `fetch`, with limits. It has no `url` in its answers, and follows redirects on the same host only. */
export type GuardedFetch = (
  input: string | URL | Request,
  init?: RequestInit,
  options?: OutboundOptions,
) => Promise<Response>;

const MAX_REDIRECTS = 3;
/**
 * The address of an open connection was checked when it was made. Milliseconds: less than servers keep one (node: 5 s), and few for
 * each host.
 */
const KEPT_OPEN = { keepAlive: true, timeout: 4_000, maxFreeSockets: 16 };
/** Headers that belong to the connection. Ours to set: another `Host` would choose another service behind the same address. */
const CONNECTION_HEADERS =
  /^(host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-length|accept-encoding|proxy-.*)$/;

/**
 * The one way out of the product: for tools, MCP servers and models whose address a person can enter. Refuses addresses that
 * are loopback, private or reserved, by text and again at connect, on each redirect anew.
 * @throws AddressRefused, CallTimedOut, TooManyRedirects, CallBroken; the reason of `init.signal` when that was aborted.
 * The body throws AnswerTooLarge after the last byte that may be kept.
 */
export function guardedFetch(deps: GuardedFetchDeps): GuardedFetch {
  const send = sender(deps);
  return async (input, init, options) => {
    const { timeoutMs = 600_000, maxBytes = MAX_BODY_BYTES, keepOpen = false } = { ...deps, ...options };
    checkUrl(input instanceof Request ? input.url : String(input), deps.allowed);
    const request = new Request(input, init);
    const time = timeLimit({ clock: deps.clock, ms: timeoutMs, outer: request.signal });
    const explain = (error: unknown) => explained(error, time.signal);
    try {
      const sent = await outboundRequest(request, time.signal);
      const message = await followRedirects(sent, request.redirect, keepOpen ? send.overKept : send.overNew);
      return answer(message, request.method, { maxBytes, onEnd: time.end, explain });
    } catch (error) {
      const reason = explain(error);
      time.end();
      throw reason;
    }
  };
}

function checkUrl(text: string, allowed: ReadonlySet<string>): void {
  const refusal = refusedUrl(text, allowed);
  if (refusal !== undefined) throw new AddressRefused(refusal, URL.parse(text)?.host ?? '');
}

async function outboundRequest(request: Request, signal: AbortSignal): Promise<OutboundRequest> {
  const headers = Object.fromEntries([...request.headers].filter(([name]) => !CONNECTION_HEADERS.test(name)));
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
  return { url: new URL(request.url), method: request.method, headers, signal, ...(body && { body }) };
}

async function followRedirects(
  first: OutboundRequest,
  mode: Request['redirect'],
  send: (request: OutboundRequest) => Promise<IncomingMessage>,
): Promise<IncomingMessage> {
  let request = first;
  for (let followed = 0; ; followed += 1) {
    const message = await send(request);
    const target = redirectTarget(message, request.url);
    if (target === undefined || mode === 'manual') return message;
    message.destroy();
    if (mode === 'error' || followed === MAX_REDIRECTS) throw new TooManyRedirects(followed);
    request = afterRedirect(request, message.statusCode ?? 0, target);
  }
}

/** Sends one request, to a checked address. Every hop of a redirect comes through here. */
function sender({ allowed, lookup = systemLookup }: GuardedFetchDeps) {
  const agents = (kept: object) => {
    const unfiltered = { http: new Agent({ ...kept, lookup }), https: new HttpsAgent({ ...kept, lookup }) };
    const filtered = loadedOnce(() => filteringAgents(lookup, kept));
    return async ({ url }: OutboundRequest): Promise<AnyAgent> => {
      checkUrl(url.href, allowed);
      const { http, https } = allowed.has(hostAndPort(url)) ? unfiltered : await filtered();
      return url.protocol === 'https:' ? https : http;
    };
  };
  const [kept, own] = [agents(KEPT_OPEN), agents({})];
  return {
    overNew: async (request: OutboundRequest): Promise<IncomingMessage> => exchange(request, await own(request)),
    overKept: async (request: OutboundRequest): Promise<IncomingMessage> => overAnyOpen(request, await kept(request)),
  };
}

/** Each connection that was closed meanwhile is gone after it failed, so this ends at the latest with a new one. */
async function overAnyOpen(request: OutboundRequest, agent: AnyAgent): Promise<IncomingMessage> {
  for (;;) {
    try {
      return await exchange(request, agent);
    } catch (error) {
      if (!(error instanceof ClosedMeanwhile)) throw error;
    }
  }
}

/** The server closed an open connection before it answered anything over it this time. */
class ClosedMeanwhile extends Error {}

/**
 * The literal check above and the guarded lookup are one layer, the filtering agents another, with ranges of their own. Loaded
 * with the first call that goes out.
 */
async function filteringAgents(lookup: LookupFunction, kept: object) {
  const { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } = await import('request-filtering-agent');
  const options = { keepAlive: false, ...kept, lookup: guardedLookup(lookup) };
  return { http: new RequestFilteringHttpAgent(options), https: new RequestFilteringHttpsAgent(options) };
}

function exchange({ url, method, headers, body, signal }: OutboundRequest, agent: AnyAgent): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const sent = send({
    agent,
    signal,
    method,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    ...(url.port !== '' && { port: url.port }),
    path: `${url.pathname}${url.search}`,
    headers: {
      ...headers,
      host: url.host,
      'accept-encoding': ACCEPTED_ENCODINGS,
      ...(body !== undefined && { 'content-length': body.length }),
    },
  });
  sent.on('response', (message) => {
    // Whoever reads sees the error too; unread, it must not end the process.
    message.on('error', () => undefined);
    const { statusCode = 0 } = message;
    if (statusCode >= 200 && statusCode <= 599) return resolve(message);
    message.destroy();
    reject(new CallBroken('HPE_INVALID_STATUS'));
  });
  // Without a listener such a call would neither answer nor fail.
  sent.on('upgrade', (_message, socket) => {
    socket.destroy();
    reject(new CallBroken('HPE_UNEXPECTED_UPGRADE'));
  });
  sent.on('error', (error: NodeJS.ErrnoException) => {
    const isClosed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
    reject(sent.reusedSocket && isClosed && !signal.aborted ? new ClosedMeanwhile() : error);
  });
  sent.end(body);
  return promise;
}

function answer(message: IncomingMessage, method: string, options: Parameters<typeof answerStream>[1]): Response {
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  const decoded = isDecoded(message.headers['content-encoding']);
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    if (decoded && (name === 'content-encoding' || name === 'content-length')) continue;
    for (const value of values ?? []) headers.append(name, value);
  }
  const hasBody = method !== 'HEAD' && ![204, 205, 304].includes(status);
  const body = hasBody ? answerStream(message, options) : null;
  if (!hasBody) {
    message.destroy();
    options.onEnd();
  }
  return new Response(body, { status, statusText: STATUS_CODES[status] ?? '', headers });
}

const OWN_ERRORS = [AddressRefused, AnswerTooLarge, TooManyRedirects, CallBroken];

function explained(error: unknown, signal: AbortSignal): Error {
  if (OWN_ERRORS.some((own) => error instanceof own) && error instanceof Error) return error;
  if (signal.aborted) return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNREADABLE';
  return new CallBroken(code, { cause: error });
}
