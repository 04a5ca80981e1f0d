import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../../shared/runtime/clock.ts';
import { STATUS_CODES } from '../../../../shared/runtime/node-http.ts';
import { systemCode } from '../../start-error.ts';
import type { Answer } from './answer.ts';
import { problemAnswer } from './problem-answer.ts';

/** How long a refused sender may take to read why. */
const LINGER_MS = 1_000;

export type GuardOptions = {
  /** Sockets with an answer under way: a refusal in the middle of it would corrupt it. */
  answering: WeakSet<Duplex>;
  clock: Clock;
};

/** Answers what is no HTTP request at all: malformed or oversized heads, smuggling attempts, `CONNECT`. */
export function guardConnections(server: Server, { answering, clock }: GuardOptions): void {
  const refuse = (socket: Duplex, answer: Answer) => {
    socket.on('error', () => socket.destroy());
    if (!socket.writable || answering.has(socket)) {
      socket.destroy();
      return;
    }
    socket.end(rawAnswer(answer));
    socket.once('end', () => socket.destroy());
    void clock.delay(LINGER_MS).finally(() => socket.destroy());
  };
  server.on('clientError', (error, socket) => refuse(socket, refusalOf(systemCode(error))));
  server.on('connect', (_request, socket) => {
    socket.resume();
    refuse(socket, problemAnswer('NOT_FOUND', { detail: 'This server is no proxy.' }));
  });
}

function refusalOf(code: string | undefined): Answer {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return problemAnswer('BAD_REQUEST', { status: 431, detail: 'The headers are larger than 16 KB in all.' });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return problemAnswer('BAD_REQUEST', { status: 408, detail: 'The request was not complete in time.' });
  }
  return problemAnswer('BAD_REQUEST', { detail: 'What was sent is not a well-formed HTTP/1.1 request.' });
}

function rawAnswer({ status, headers = {}, body = '' }: Answer): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(text), connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${text}`;
}
