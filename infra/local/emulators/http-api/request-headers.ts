/** The headers of a request as the gateway delivers them. */
export type RequestHeaders = {
  /** Lower-cased names, repeated headers joined by commas, without the cookies. */
  headers: Record<string, string>;
  /** `name=value` each. */
  cookies: string[];
};

/** Reads node's flat list of names and values, which, unlike `headers`, keeps every repetition. */
export function readHeaders(rawHeaders: string[]): RequestHeaders {
  const headers = new Map<string, string>();
  const cookies: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(/;\s*/).filter((cookie) => cookie !== ''));
    else headers.set(name, headers.has(name) ? `${headers.get(name)},${value}` : value);
  }
  return { headers: Object.fromEntries(headers), cookies };
}
