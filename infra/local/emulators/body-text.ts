import type { LocalRequest } from './local-service.ts';

/** A request's body as text. `Buffer.from(body)` will not do: SDK clients send bytes whose `valueOf` warns. */
export function bodyText(body: LocalRequest['body']): string {
  if (body === undefined || typeof body === 'string') return body ?? '';
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}
