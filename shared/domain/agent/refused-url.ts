import { isForbiddenAddress } from './forbidden-address.ts';

export type UrlRefusal = 'NOT_A_URL' | 'SCHEME' | 'CREDENTIALS' | 'ADDRESS';

/**
 * Why a URL may not be called, judged by its text alone; `undefined` when it may. It is judged after parsing, because the parser
 * turns `0xa9fea9fe`, `2852039166` or circled digits into 169.254.169.254. Names are resolved, and judged again, at connect.
 * `allowed` holds `host:port` pairs that may be called although they are loopback or private.
 */
export function refusedUrl(text: string, allowed: ReadonlySet<string>): UrlRefusal | undefined {
  const url = URL.parse(text);
  if (url === null) return 'NOT_A_URL';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'SCHEME';
  if (url.username !== '' || url.password !== '') return 'CREDENTIALS';
  if (allowed.has(hostAndPort(url))) return undefined;
  return isLocalName(url.hostname) || isForbiddenAddress(url.hostname) ? 'ADDRESS' : undefined;
}

/** `host:port` of an http(s) URL, the port always named. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/.test(hostname);
}
