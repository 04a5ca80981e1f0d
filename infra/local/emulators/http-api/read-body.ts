import type { IncomingMessage } from 'node:http';

/** The gateway's limit for a request's body. Handlers apply the contract's own, smaller limits. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

export type BodyOutcome = Buffer | 'TOO_LARGE' | 'DISCONNECTED';

/** Reads a request's body, holding at most `maxBytes` of it. The rest of a larger one is left unread. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyOutcome> {
  const { 'content-length': declared, 'transfer-encoding': encoding } = request.headers;
  if (declared === undefined && encoding === undefined) return Buffer.alloc(0);
  if (Number(declared ?? 0) > maxBytes) return 'TOO_LARGE';
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of chunksOf(request)) {
      size += part.length;
      if (size > maxBytes) return 'TOO_LARGE';
      parts.push(part);
    }
  } catch {
    return 'DISCONNECTED';
  }
  return request.complete ? Buffer.concat(parts) : 'DISCONNECTED';
}

/** Throws away up to `maxBytes` of what is still coming, so that the sender gets to read its answer. */
export async function discardBody(request: IncomingMessage, maxBytes: number): Promise<void> {
  let size = 0;
  try {
    for await (const part of chunksOf(request)) {
      size += part.length;
      if (size > maxBytes) return;
    }
  } catch {
    // The sender has gone: nothing is left to discard.
  }
}

/** Leaving the loop early does not destroy the request: the answer still has to go out on its socket. */
async function* chunksOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    const chunk: unknown = part;
    if (chunk instanceof Uint8Array) yield chunk;
  }
}
