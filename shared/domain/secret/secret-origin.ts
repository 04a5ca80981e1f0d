import { hostAndPort, refusedUrl } from '../agent/refused-url.ts';

/**
 * The origin that a text names, in the form in which URLs compare: lower case, without a usual port. `allowed` holds the
 * `host:port` pairs that tools may reach by http, or although they are loopback or private.
 */
export function secretOrigin(
  text: string,
  allowed: ReadonlySet<string>,
): { origin: string } | { origin?: undefined; problem: string } {
  const url = URL.parse(text);
  const refusal = refusedUrl(text, allowed);
  if (url === null || refusal === 'NOT_A_URL') {
    return { problem: 'is not an origin; write it as https://host or https://host:port' };
  }
  if (refusal === 'CREDENTIALS') return { problem: 'has a user name or password in it; leave them out' };
  if (refusal === 'ADDRESS') {
    return {
      problem:
        'is a loopback, private or reserved address, which tools may not reach; use a public host, or on a laptop, name its host:port in TOOL_HOSTS_ALLOWED',
    };
  }
  if (refusal === 'SCHEME' || (url.protocol === 'http:' && !allowed.has(hostAndPort(url)))) {
    return { problem: 'must begin with https://, since a secret in plain http can be read on its way' };
  }
  // A backslash or a control character is read as something else by the parser.
  if (!/^https?:\/\/[^\s/?#\\]+\/?$/i.test(text)) {
    return { problem: 'has a path, query or fragment; a secret is bound to a whole origin, such as https://host' };
  }
  return { origin: url.origin };
}
