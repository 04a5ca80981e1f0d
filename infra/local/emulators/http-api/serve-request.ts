import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../../shared/runtime/clock.ts';
import { type Answer, writeAnswer } from './answer.ts';
import type { FrontHandler } from './front-handler.ts';
import { problemAnswer } from './problem-answer.ts';
import { discardBody, MAX_BODY_BYTES } from './read-body.ts';

/** Long enough for a sender in the middle of a large body to notice the answer; then the connection is cut. */
const LINGER_MS = 2_000;

export type ServeOptions = {
  handle: FrontHandler;
  clock: Clock;
  newRequestId: () => string;
  onError: (error: unknown, requestId: string) => void;
  /** True: the connection ends with this answer. */
  isClosing: () => boolean;
  /** Sockets with an answer under way, kept up to date here. */
  answering: WeakSet<Duplex>;
};

/** Answers one request. Never rejects: whatever happens, the process goes on. */
export async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
): Promise<void> {
  const requestId = options.newRequestId();
  // A client that goes away while we write is nobody's error.
  response.on('error', () => undefined);
  response.on('close', () => options.answering.delete(request.socket));
  const outcome = await options.handle(request, requestId).catch((error: unknown) => {
    options.onError(error, requestId);
    return internalError(requestId);
  });
  if (outcome === 'DISCONNECTED') response.destroy();
  else if (outcome === 'TOO_LARGE') await refuseLargeBody({ request, response, requestId, options });
  else send({ request, response, requestId, answer: outcome, close: options.isClosing(), options });
}

type Sending = { request: IncomingMessage; response: ServerResponse; requestId: string; options: ServeOptions };

function send({
  request,
  response,
  requestId,
  answer,
  close,
  options,
}: Sending & { answer: Answer; close: boolean }): void {
  if (response.destroyed) return;
  options.answering.add(request.socket);
  try {
    writeAnswer(response, withRequestId(answer, requestId), { close });
  } catch (error) {
    // A header of the handler's that HTTP does not allow. Nothing has gone out yet.
    options.onError(error, requestId);
    writeAnswer(response, internalError(requestId), { close });
  }
  response.end();
}

/** Answers at once, but reads on for a moment: a connection cut with unread data takes the answer with it. */
async function refuseLargeBody({ request, response, requestId, options }: Sending): Promise<void> {
  if (response.destroyed) return;
  options.answering.add(request.socket);
  const detail = `The body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB.`;
  writeAnswer(response, withRequestId(problemAnswer('TOO_LARGE', { detail }), requestId), { close: true });
  const timer = new AbortController();
  const lingered = options.clock.delay(LINGER_MS, timer.signal).catch(() => undefined);
  await Promise.race([discardBody(request, 4 * MAX_BODY_BYTES), lingered]);
  timer.abort();
  response.end();
}

function withRequestId(answer: Answer, requestId: string): Answer {
  return { ...answer, headers: { ...answer.headers, 'apigw-requestid': requestId } };
}

function internalError(requestId: string): Answer {
  return problemAnswer('INTERNAL', { detail: `The request failed inside the server. Its id is ${requestId}.` });
}
