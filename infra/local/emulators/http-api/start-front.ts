import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Clock, systemClock } from '../../../../shared/runtime/clock.ts';
import { createServer } from '../../../../shared/runtime/node-http.ts';
import { StartError, systemCode } from '../../start-error.ts';
import type { AwsServices } from './aws-service.ts';
import type { VerifyToken } from './bearer-token.ts';
import { createFrontHandler, type FrontRoute } from './front-handler.ts';
import { guardConnections } from './guard-connections.ts';
import type { HttpApiHandler } from './http-api-event.ts';
import type { LocalRoute } from './local-route.ts';
import { MAX_BODY_BYTES } from './read-body.ts';
import { type ServeOptions, serveRequest } from './serve-request.ts';

const HOST = '127.0.0.1';

/** What the front needs of a token issuer. */
export type FrontIssuer = { verifyToken: VerifyToken; routes: LocalRoute[] };

export type FrontOptions = {
  /** 0 = any free port. */
  port: number;
  /** Gives the contract's routes, in any shape of the object that holds them. */
  routes: () => Promise<Record<string, FrontRoute>>;
  readApi: HttpApiHandler;
  commandApi: HttpApiHandler;
  /** Made when the address is known, which its tokens carry. Absent (production): no token is valid, none is issued. */
  issuer?: ((address: string) => FrontIssuer) | undefined;
  /** Handlers of the laptop's own: the demo's service, the console's files, the Scheduler's paths. */
  extra?: LocalRoute[];
  /** AWS services by the prefix of their `X-Amz-Target`, so that `AWS_ENDPOINT_URL` may name this front. */
  services?: AwsServices;
  clock?: Clock;
  newRequestId?: () => string;
  /** Told of every failure that was answered with INTERNAL. Default: one line of JSON on stderr. */
  onError?: (error: unknown, requestId: string) => void;
  /** How long `close` lets requests under way finish. The default leaves 2 of the 5 s of a stop to the rest. */
  graceMs?: number;
};

export type Front = {
  /** As in `http://127.0.0.1:4700`. */
  address: string;
  port: number;
  /** Stops accepting, lets requests under way finish, then cuts what is left. */
  close: () => Promise<void>;
};

/** Serves the contract, the token issuer and the AWS protocols on the loopback address. A busy port is a StartError. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { clock = systemClock, newRequestId = randomUUID, onError = reportOnStderr, graceMs = 3_000 } = options;
  const answering = new WeakSet<Duplex>();
  // Node answers a missing host itself, without a body; the front does it as a problem.
  const server = createServer({
    requireHostHeader: false,
    keepAliveTimeout: 65_000,
    headersTimeout: 20_000,
    requestTimeout: 60_000,
  });
  let closing: Promise<void> | undefined;
  guardConnections(server, { answering, clock });
  const cutUnused = trackUnused(server);
  const port = await listen(server, options.port);
  const address = `http://${HOST}:${port}`;
  const issuer = options.issuer?.(address);
  const handle = createFrontHandler({
    routes: async () => Object.values(await options.routes()),
    readApi: options.readApi,
    commandApi: options.commandApi,
    verifyToken: issuer?.verifyToken,
    localRoutes: [...(issuer?.routes ?? []), ...(options.extra ?? [])],
    services: options.services ?? {},
    clock,
    onError,
  });
  serveRequests(server, { handle, clock, newRequestId, onError, answering, isClosing: () => closing !== undefined });
  const close = () => {
    closing ??= closeGracefully(server, { clock, graceMs, cutUnused });
    return closing;
  };
  return { address, port, close };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port)));
    server.listen({ port, host: HOST }, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

function listenError(error: Error, port: number): Error {
  const code = systemCode(error);
  if (code === 'EADDRINUSE') {
    return new StartError(
      `Port ${port} of ${HOST} is in use by another process. End that process, or choose another port with PORT.`,
    );
  }
  if (code === 'EACCES') {
    return new StartError(`Port ${port} of ${HOST} is not open to this user. Choose a port from 1024 with PORT.`);
  }
  return error;
}

function serveRequests(server: Server, options: ServeOptions): void {
  const serve = (request: IncomingMessage, response: ServerResponse) => void serveRequest(request, response, options);
  server.on('request', serve);
  server.on('checkContinue', (request, response) => {
    // A body that is refused anyway is not asked for.
    if (Number(request.headers['content-length'] ?? 0) <= MAX_BODY_BYTES) response.writeContinue();
    serve(request, response);
  });
  // Expectations other than 100-continue may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', serve);
}

/** Connections on which nothing was ever asked: browsers open such ahead, and node does not count them as idle. */
function trackUnused(server: Server): () => void {
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  const use = (request: IncomingMessage) => unused.delete(request.socket);
  server.on('request', use).on('checkContinue', use).on('checkExpectation', use);
  return () => {
    for (const socket of unused) socket.destroy();
  };
}

type CloseOptions = { clock: Clock; graceMs: number; cutUnused: () => void };

async function closeGracefully(server: Server, { clock, graceMs, cutUnused }: CloseOptions): Promise<void> {
  const timer = new AbortController();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  cutUnused();
  await Promise.race([closed, clock.delay(graceMs, timer.signal).catch(() => undefined)]);
  timer.abort();
  server.closeAllConnections();
  await closed;
}

function reportOnStderr(error: unknown, requestId: string): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', message, requestId })}\n`);
}
