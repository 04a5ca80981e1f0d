import type { Route, RouteAnswer, RouteRequest } from '../../../shared/contracts/route.ts';
import { parseRequest, type RawRequest } from './parse-request.ts';

/** What one route does: it is given what was parsed and authorised, and answers by the route's own schema. */
export type Operation<R extends Route, Deps> = (request: RouteRequest<R>, deps: Deps) => Promise<RouteAnswer<R>>;

/** A route with its operation, in the form in which routes of all kinds stand in one list. */
export type ServedRoute<Deps> = {
  route: Route;
  run: (raw: RawRequest, deps: Deps) => Promise<{ status?: number; headers?: Record<string, string>; body: unknown }>;
};

/** Binds an operation to its route. */
export function serve<R extends Route, Deps>(route: R, operation: Operation<R, Deps>): ServedRoute<Deps> {
  return { route, run: async (raw, deps) => operation(parseRequest(route, raw), deps) };
}
