import { MAX_BODY_BYTES } from '../domain/session/stored-text.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { AnswerTooLarge, CallBroken } from './outbound-errors.ts';

/** Requests of one connection: a server may ask back, and each question costs one. */
const MAX_REQUESTS = 64;
/** Bytes of all answers of one connection: a full result beside a full list of tools. */
const MAX_BYTES = 2 * MAX_BODY_BYTES;

/** More was asked back than one connection may cost. */
export class TooManyRequests extends Error {
  constructor() {
    super(`The server made more than ${MAX_REQUESTS} requests necessary for one call.`);
    this.name = 'TooManyRequests';
  }
}

export type McpWire = {
  fetch: (input: string | URL, init?: RequestInit) => Promise<Response>;
  /** Rejects with the first thing that went wrong on the way: the library would tell it as text, or wait on. */
  failed: Promise<never>;
  fail: (reason: unknown) => void;
};

/** The way to one MCP server: through the guarded fetch, within limits, and with every failure noted. */
export function mcpWire(guarded: GuardedFetch, signal: AbortSignal): McpWire {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  // Nobody may be waiting any more when it fails.
  failed.catch(() => undefined);
  signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  let requests = 0;
  let bytes = 0;
  const note = (error: unknown) => {
    fail(error);
    return error;
  };
  const count = (length: number) => {
    bytes += length;
    if (bytes > MAX_BYTES) throw new AnswerTooLarge(MAX_BYTES);
  };
  return {
    failed,
    fail,
    fetch: async (input, init = {}) => {
      // A stream of the server's own accord: nothing that it could say is wanted, and it would stay open.
      if (init.method === 'GET') return new Response(null, { status: 405 });
      requests += 1;
      if (requests > MAX_REQUESTS) throw note(new TooManyRequests());
      const signals = init.signal ? [signal, init.signal] : [signal];
      try {
        const response = await guarded(input, { ...init, redirect: 'follow', signal: AbortSignal.any(signals) });
        return watched(response, { count, note });
      } catch (error) {
        throw init.signal?.aborted === true && !signal.aborted ? error : note(error);
      }
    },
  };
}

function watched(
  response: Response,
  { count, note }: { count: (length: number) => void; note: (error: unknown) => unknown },
): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          count(value.length);
          controller.enqueue(value);
        } catch (error) {
          controller.error(note(error));
          await reader.cancel(error).catch(() => undefined);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

/** The stream of an answer that ended before the answer came. */
export function unanswered(): CallBroken {
  return new CallBroken('ECONNRESET');
}
