import type { ServerResponse } from 'node:http';

/** What the front sends back. */
export type Answer = {
  status: number;
  /** Lower-cased names. */
  headers?: Record<string, string>;
  /** Values of `set-cookie`. */
  cookies?: string[];
  body?: string | Uint8Array;
};

/** The front's own to decide; a handler that sets them would break the framing of the message. */
const FRAMING_HEADERS = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Writes head and body without ending the message. Throws, before anything is sent, when a header can't be written. */
export function writeAnswer(response: ServerResponse, answer: Answer, { close }: { close: boolean }): void {
  const bodiless = answer.status === 204 || answer.status === 304;
  const body = bodiless ? undefined : (answer.body ?? '');
  const headers: Record<string, string | number | string[]> = {};
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    if (!FRAMING_HEADERS.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  if (answer.cookies !== undefined && answer.cookies.length > 0) headers['set-cookie'] = answer.cookies;
  if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
  if (close) headers.connection = 'close';
  response.writeHead(answer.status, headers);
  if (body !== undefined && body.length > 0) response.write(body);
}
