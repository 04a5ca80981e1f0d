import { BASE_PATH } from '../../../shared/contracts/base-path.ts';
import { InvalidRequest } from '../../../shared/contracts/refusal.ts';
import type { Route } from '../../../shared/contracts/route.ts';

export type RouteMatch<Entry> = { entry: Entry; params: Record<string, string> };

/**
 * Finds the entry whose route has the method and path: exact, no trailing slash, a literal segment before a parameter.
 * Parameters are decoded after the path was cut at its slashes, so `%2F` stays inside its segment.
 */
export function matchRoute<Entry extends { route: Route }>(
  entries: readonly Entry[],
  method: string,
  path: string,
): RouteMatch<Entry> | undefined {
  const segments = path.split('/');
  const [best] = entries
    .filter(({ route }) => route.method === method && fits(patternOf(route), segments))
    .sort((a, b) => parameterCount(a.route) - parameterCount(b.route));
  return best && { entry: best, params: paramsOf(patternOf(best.route), segments) };
}

const patterns = new WeakMap<Route, string[]>();

/** Taken apart once: every request looks at the patterns of all routes. */
function patternOf(route: Route): string[] {
  const known = patterns.get(route);
  if (known !== undefined) return known;
  const pattern = `${BASE_PATH}${route.path}`.split('/');
  patterns.set(route, pattern);
  return pattern;
}

function fits(pattern: string[], segments: string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, at) => (isParameter(part) ? segments[at] !== '' : part === segments[at]))
  );
}

function paramsOf(pattern: string[], segments: string[]): Record<string, string> {
  return Object.fromEntries(
    pattern.flatMap((part, at) => (isParameter(part) ? [[part.slice(1, -1), decoded(segments[at] ?? '')]] : [])),
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InvalidRequest(`"${segment.slice(0, 100)}" in the path is not valid percent-encoding.`);
  }
}

function isParameter(part: string): boolean {
  return part.startsWith('{');
}

function parameterCount(route: Route): number {
  return patternOf(route).filter(isParameter).length;
}
