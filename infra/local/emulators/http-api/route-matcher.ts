/** A thing that is found by method and path. */
export type MatchEntry<T> = {
  method: string;
  /** `{name}` for one segment, `{name+}` at the end for all that follow. */
  path: string;
  target: T;
};

export type Match<T> = { target: T; path: string; params: Record<string, string> };

/** `segments` are those of the request's path, decoded. */
export type RouteMatcher<T> = (method: string, segments: string[]) => Match<T> | undefined;

type Compiled<T> = MatchEntry<T> & { parts: string[] };

/**
 * Finds the route of a request as API Gateway does: a static segment beats a parameter, a parameter beats a greedy one,
 * a method beats `ANY`.
 */
export function createRouteMatcher<T>(entries: MatchEntry<T>[]): RouteMatcher<T> {
  const compiled = entries.map((entry) => ({ ...entry, parts: segmentsOf(entry.path) })).sort(bySpecificity);
  const bySize = Map.groupBy(compiled, ({ parts }) => (isGreedy(parts.at(-1)) ? -1 : parts.length));
  const greedy = bySize.get(-1) ?? [];
  return (method, segments) =>
    firstMatch(bySize.get(segments.length) ?? [], method, segments) ?? firstMatch(greedy, method, segments);
}

function firstMatch<T>(entries: Compiled<T>[], method: string, segments: string[]): Match<T> | undefined {
  for (const entry of entries) {
    if (entry.method !== method && entry.method !== 'ANY') continue;
    const params = matchParts(entry.parts, segments);
    if (params !== undefined) return { target: entry.target, path: entry.path, params };
  }
  return undefined;
}

function matchParts(parts: string[], segments: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (isGreedy(part)) {
      params[part.slice(1, -2)] = segments.slice(index).join('/');
      return params;
    }
    if (isParameter(part) && segment !== '') params[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1);
}

const isParameter = (part: string | undefined) => part?.startsWith('{') === true;
const isGreedy = (part: string | undefined) => part?.endsWith('+}') === true;
const weight = (part: string) => (isGreedy(part) ? 2 : isParameter(part) ? 1 : 0);

function bySpecificity(a: Compiled<unknown>, b: Compiled<unknown>): number {
  const length = Math.max(a.parts.length, b.parts.length);
  for (let index = 0; index < length; index += 1) {
    // A shorter path is compared as if greedy from there on: `/a/{all+}` comes after `/a/b/{all+}`.
    const difference = weight(a.parts[index] ?? '{+}') - weight(b.parts[index] ?? '{+}');
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}
