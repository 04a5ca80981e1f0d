import type { IncomingMessage } from 'node:http';
import type { Route } from '../../../../shared/contracts/route.ts';
import type { Clock } from '../../../../shared/runtime/clock.ts';
import { loadedOnce } from '../../../../shared/runtime/loaded-once.ts';
import type { Answer } from './answer.ts';
import { type AwsServices, callAwsService } from './aws-service.ts';
import { authenticate, type VerifyToken } from './bearer-token.ts';
import type { HttpApiHandler } from './http-api-event.ts';
import { invokeHandler } from './invoke-handler.ts';
import type { LocalRoute } from './local-route.ts';
import { problemAnswer } from './problem-answer.ts';
import { MAX_BODY_BYTES, readBody } from './read-body.ts';
import { type RequestHeaders, readHeaders } from './request-headers.ts';
import { parseRequestTarget, type RequestTarget } from './request-target.ts';
import { createRouteMatcher, type Match, type RouteMatcher } from './route-matcher.ts';
import { toHttpApiEvent } from './to-http-api-event.ts';

/** What the front needs to know of a route of the contract. */
export type FrontRoute = Pick<Route, 'method' | 'path' | 'permission' | 'servedBy'>;

export type FrontHandlerOptions = {
  /** Asked for with the first request below /api. */
  routes: () => Promise<FrontRoute[]>;
  readApi: HttpApiHandler;
  commandApi: HttpApiHandler;
  /** Absent: no token is valid. */
  verifyToken: VerifyToken | undefined;
  localRoutes: LocalRoute[];
  services: AwsServices;
  clock: Clock;
  onError: (error: unknown, requestId: string) => void;
};

/** `DISCONNECTED`: nobody is left to answer. `TOO_LARGE`: part of the body is still unread. */
export type Outcome = Answer | 'DISCONNECTED' | 'TOO_LARGE';
export type FrontHandler = (request: IncomingMessage, requestId: string) => Promise<Outcome>;

type Received = {
  request: IncomingMessage;
  requestId: string;
  method: string;
  target: RequestTarget;
  headers: RequestHeaders;
};

const BASE_PATH = '/api/v1';
/** Loopback by name or number. Any other name is a page of the web that had its name resolve to us (DNS rebinding). */
const LOOPBACK_HOST = /^(([a-z0-9-]+\.)*localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?$/i;

/** Decides what is answered to a request: by the contract's handlers, an AWS service, or a handler of the laptop's own. */
export function createFrontHandler(options: FrontHandlerOptions): FrontHandler {
  const contract = loadedOnce(async () => {
    const routes = await options.routes();
    return createRouteMatcher(
      routes.map((route) => ({ method: route.method, path: `${BASE_PATH}${route.path}`, target: route })),
    );
  });
  const findLocalRoute = createLocalMatcher(options.localRoutes);
  return async (request, requestId) => {
    const received = receive(request, requestId);
    if ('status' in received) return received;
    const { method, target, headers } = received;
    const awsTarget = headers.headers['x-amz-target'];
    if (method === 'POST' && target.path === '/' && awsTarget !== undefined) {
      return withBody(received, (body) => callAwsService(options.services, awsTarget, asAwsRequest(received, body)));
    }
    // What is below /api is the contract's alone, so that a console's catch-all never answers there.
    if (target.segments[0] === 'api') {
      const findContractRoute = await contract();
      return answerContract(received, findContractRoute(method, target.segments), options);
    }
    return answerLocal(received, findLocalRoute(method, target.segments));
  };
}

/** What is below /local is the laptop's own, so that a console's catch-all never answers there either. */
function createLocalMatcher(localRoutes: LocalRoute[]): RouteMatcher<LocalRoute> {
  const entries = Map.groupBy(
    localRoutes.map((route) => ({ ...route, target: route })),
    ({ path }) => path.startsWith('/local/'),
  );
  const findLaptops = createRouteMatcher(entries.get(true) ?? []);
  const findOther = createRouteMatcher(entries.get(false) ?? []);
  return (method, segments) => (segments[0] === 'local' ? findLaptops : findOther)(method, segments);
}

function receive(request: IncomingMessage, requestId: string): Received | Answer {
  const headers = readHeaders(request.rawHeaders);
  const { host } = headers.headers;
  if (host === undefined && request.httpVersion !== '1.0') {
    return problemAnswer('BAD_REQUEST', { detail: 'The request has no Host header, which HTTP/1.1 needs.' });
  }
  if (host !== undefined && !LOOPBACK_HOST.test(host)) {
    return problemAnswer('BAD_REQUEST', {
      detail: `The host ${JSON.stringify(host)} is not this computer. Use 127.0.0.1.`,
    });
  }
  const target = parseRequestTarget(request.url ?? '');
  if (target === undefined) {
    return problemAnswer('BAD_REQUEST', {
      detail: 'The address of the request is malformed. Check its percent-encoding.',
    });
  }
  return { request, requestId, method: request.method ?? 'GET', target, headers };
}

async function answerContract(
  received: Received,
  match: Match<FrontRoute> | undefined,
  options: FrontHandlerOptions,
): Promise<Outcome> {
  if (match === undefined) return notFound(received);
  const open = match.target.permission === 'open';
  const caller = open ? undefined : await authenticate(received.headers.headers.authorization, options.verifyToken);
  if (caller !== undefined && 'answer' in caller) return caller.answer;
  return withBody(received, (body) => {
    const { request, requestId, method, target, headers } = received;
    const event = toHttpApiEvent({
      method,
      protocol: `HTTP/${request.httpVersion}`,
      routePath: match.path,
      params: match.params,
      target,
      headers,
      body,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      requestId,
      at: options.clock.now(),
      claims: caller?.claims,
    });
    const { clock, onError } = options;
    return match.target.servedBy === 'read'
      ? invokeHandler({ handler: options.readApi, functionName: 'read-api', event, clock, onError })
      : invokeHandler({ handler: options.commandApi, functionName: 'command-api', event, clock, onError });
  });
}

async function answerLocal(received: Received, match: Match<LocalRoute> | undefined): Promise<Outcome> {
  if (match === undefined) return notFound(received);
  const { request, requestId, method, target, headers } = received;
  return withBody(received, (body) =>
    match.target.handle({
      method,
      url: request.url ?? '/',
      path: target.path,
      params: match.params,
      query: new URLSearchParams(target.rawQuery),
      headers: headers.headers,
      cookies: headers.cookies,
      body,
      requestId,
    }),
  );
}

async function withBody(received: Received, answer: (body: Buffer) => Answer | Promise<Answer>): Promise<Outcome> {
  const body = await readBody(received.request, MAX_BODY_BYTES);
  return Buffer.isBuffer(body) ? answer(body) : body;
}

function asAwsRequest({ request, method, headers }: Received, body: Buffer) {
  return { method, path: request.url ?? '/', headers: headers.headers, body };
}

function notFound({ method, target }: Received): Answer {
  return problemAnswer('NOT_FOUND', { detail: `There is no ${method} ${target.path}.` });
}
