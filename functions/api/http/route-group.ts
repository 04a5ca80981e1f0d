import { BASE_PATH } from '../../../shared/contracts/base-path.ts';
import { loadedOnce } from '../../../shared/runtime/loaded-once.ts';
import type { ServedRoute } from './operation.ts';

/**
 * The routes below some first segments of a path, as in `/api/v1/agents`. Their module is loaded with the first request for one
 * of them: a cold start waits for what is asked for, not for everything that could be.
 */
export type RouteGroup<Deps> = {
  under: readonly string[];
  load: () => Promise<readonly ServedRoute<Deps>[]>;
};

/** The routes among which the one of a path is; none for a path that no group has. */
export function routesUnder<Deps>(
  groups: readonly RouteGroup<Deps>[],
): (path: string) => Promise<readonly ServedRoute<Deps>[]> {
  const once = groups.map(({ under, load }) => ({ under, routes: loadedOnce(load) }));
  return async (path) => {
    const segment = path.startsWith(`${BASE_PATH}/`) ? path.slice(BASE_PATH.length + 1).split('/', 1)[0] : undefined;
    const group = once.find(({ under }) => segment !== undefined && under.includes(segment));
    return group === undefined ? [] : group.routes();
  };
}
