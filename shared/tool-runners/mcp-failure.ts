import { STATUS_CODES } from '../runtime/node-http.ts';
import { TooManyRequests } from './mcp-wire.ts';
import { AddressRefused, AnswerTooLarge, CallBroken, CallTimedOut, TooManyRedirects } from './outbound-errors.ts';

/** A server was reached, and what it answered is of no use. */
export class McpRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'McpRefused';
  }
}

const OWN = [AddressRefused, AnswerTooLarge, CallBroken, CallTimedOut, TooManyRedirects, TooManyRequests];
/** Characters of a server's own words that are quoted. */
const QUOTED = 300;

/** An error whose message may be told: one of ours, or what the library's error comes to, with the server's words cut. */
export function toldMcpFailure(error: unknown): Error {
  if (error instanceof McpRefused) return error;
  if (error instanceof Error && OWN.some((own) => error instanceof own)) return error;
  const { name, status, code, message } = facts(error);
  if (name === 'AbortError' || name === 'TimeoutError') return new McpRefused('The call was given up from here.');
  if (status !== undefined) {
    const told = `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
    const hint = status === 401 || status === 403 ? ' Check the credentials in the headers of the tool.' : '';
    return new McpRefused(`The server answered ${told}.${hint}`);
  }
  if (name === 'UnauthorizedError') {
    return new McpRefused('The server answered 401 Unauthorized. Check the credentials in the headers of the tool.');
  }
  if (name === 'ProtocolError') return new McpRefused(`The server answered the error ${code}: ${quoted(message)}`);
  return new McpRefused("The server's answer is not one of the Model Context Protocol.");
}

/** A server's words as one line: no control characters, and not much of them. */
export function quoted(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .toWellFormed()
    .slice(0, QUOTED);
}

function facts(error: unknown): { name: string; status: number | undefined; code: unknown; message: string } {
  if (!(error instanceof Error)) return { name: '', status: undefined, code: undefined, message: String(error) };
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  const code = 'code' in error ? error.code : undefined;
  return { name: error.name, status, code, message: error.message };
}
