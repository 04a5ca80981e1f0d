/** The target of a request, taken apart. Nothing is normalised: `..` and double slashes stay what they are. */
export type RequestTarget = {
  /** Decoded. */
  path: string;
  /** Decoded one by one, so that an encoded slash stays inside its segment. */
  segments: string[];
  /** Not decoded, without the question mark. */
  rawQuery: string;
  /** Decoded pairs in their order. */
  query: [name: string, value: string][];
};

/** Takes a request's target apart; `undefined` when it is malformed (bad percent-encoding, no path). */
export function parseRequestTarget(url: string): RequestTarget | undefined {
  // Proxies send the absolute form, which every server must take (RFC 9112, 3.2.2).
  const target = url.replace(/^https?:\/\/[^/?#]*/i, '');
  const [beforeFragment = ''] = target.split('#', 1);
  const mark = beforeFragment.indexOf('?');
  const rawPath = mark === -1 ? beforeFragment : beforeFragment.slice(0, mark);
  const rawQuery = mark === -1 ? '' : beforeFragment.slice(mark + 1);
  if (!rawPath.startsWith('/')) return undefined;
  try {
    const segments = rawPath.split('/').slice(1).map(decodeURIComponent);
    return { path: `/${segments.join('/')}`, segments, rawQuery, query: parseQuery(rawQuery) };
  } catch {
    return undefined;
  }
}

function parseQuery(rawQuery: string): [string, string][] {
  if (rawQuery === '') return [];
  return rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals === -1
        ? [decodeForm(pair), '']
        : [decodeForm(pair.slice(0, equals)), decodeForm(pair.slice(equals + 1))];
    });
}

function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
