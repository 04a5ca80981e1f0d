import type { UrlRefusal } from '../domain/agent/refused-url.ts';

type RefusalReason = UrlRefusal | 'REDIRECT';

const REFUSALS: Record<RefusalReason, (host: string) => string> = {
  NOT_A_URL: () => 'The address is not a URL. Write it as https://host/path.',
  SCHEME: () => 'Only http and https addresses may be called. Begin it with https://.',
  CREDENTIALS: (host) => `The address of ${host} has a user name or password in it. Send credentials in a header.`,
  ADDRESS: (host) =>
    `${host} is, or resolves to, a loopback, private or reserved address, which tools may not reach. Use a public host; on a laptop, name its host:port in TOOL_HOSTS_ALLOWED.`,
  REDIRECT: (host) =>
    `The service redirected to ${host}, which is not the host that was called, or to http from https. Call that address directly if it is meant.`,
};

/** An address that may not be called. Nothing was sent to it. */
export class AddressRefused extends Error {
  readonly reason: RefusalReason;
  readonly host: string;
  constructor(reason: RefusalReason, host: string) {
    super(REFUSALS[reason](host));
    this.name = 'AddressRefused';
    this.reason = reason;
    this.host = host;
  }
}

/** The call and the reading of its answer took longer than they may. */
export class CallTimedOut extends Error {
  readonly afterMs: number;
  constructor(afterMs: number) {
    super(`There was no complete answer within ${afterMs / 1_000} s.`);
    this.name = 'CallTimedOut';
    this.afterMs = afterMs;
  }
}

/** The answer goes on after the bytes that may be kept; those were handed over before this was thrown. */
export class AnswerTooLarge extends Error {
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(`The answer is longer than ${maxBytes} bytes; reading stopped there.`);
    this.name = 'AnswerTooLarge';
    this.maxBytes = maxBytes;
  }
}

/** More redirects than are followed, or one although the caller wanted none. */
export class TooManyRedirects extends Error {
  readonly followed: number;
  constructor(followed: number) {
    super(`The service redirected again after ${followed} redirects. Call the final address directly.`);
    this.name = 'TooManyRedirects';
    this.followed = followed;
  }
}

/** No connection, or one that broke, or an answer that is not HTTP. `code` is Node's: ECONNRESET, ENOTFOUND, HPE_…, Z_…. */
export class CallBroken extends Error {
  readonly code: string;
  constructor(code: string, options?: ErrorOptions) {
    super(brokenMessage(code), options);
    this.name = 'CallBroken';
    this.code = code;
  }
}

function brokenMessage(code: string): string {
  if (code.startsWith('HPE_')) return `The service's answer is not valid HTTP (${code}).`;
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_')) {
    return `The service's answer is compressed, but can't be decompressed (${code}).`;
  }
  if (code.includes('CERT') || code.startsWith('ERR_TLS')) return `The service's certificate is not trusted (${code}).`;
  return MESSAGES[code] ?? `The call could not be made or its answer not be read (${code}).`;
}

const MESSAGES: Record<string, string> = {
  ECONNREFUSED: 'Nothing accepts connections there (ECONNREFUSED).',
  ENOTFOUND: 'There is no host of that name (ENOTFOUND).',
  EAI_AGAIN: 'The host name could not be looked up just now (EAI_AGAIN).',
  ECONNRESET: 'The service closed the connection before its answer was complete (ECONNRESET).',
  EHOSTUNREACH: 'The host can not be reached from here (EHOSTUNREACH).',
  ENETUNREACH: 'The network of the host can not be reached from here (ENETUNREACH).',
};
