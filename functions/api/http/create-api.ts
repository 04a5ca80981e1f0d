import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpSecurityHeaders from '@middy/http-security-headers';
import { Forbidden, NotFound } from '../../../shared/contracts/refusal.ts';
import type { Route } from '../../../shared/contracts/route.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { Logger } from '../../../shared/runtime/logger.ts';
import { answerOf } from './answer-of.ts';
import type { ApiAnswer, ApiContext, ApiEvent } from './http-event.ts';
import { identityFromClaims } from './identity-from-claims.ts';
import { matchRoute } from './match-route.ts';
import { problemAnswer, refusalOf } from './problem-answer.ts';
import { type AdmitRequest, type LimitDeps, requestLimits } from './request-limits.ts';
import { type RouteGroup, routesUnder } from './route-group.ts';

/** An HTTP API waits 30 s for its integration; where the context does not tell the time that is left, this is it. */
const GATEWAY_MS = 29_000;

/** Answers hold data, not pages: nothing in them may load, frame or report. */
const securityHeaders = httpSecurityHeaders({
  contentSecurityPolicy: { 'default-src': "'none'", 'report-to': '', 'require-trusted-types-for': '' },
  permissionsPolicy: false,
  reportTo: false,
  reportingEndpoints: false,
});

/** The nobody that an open route is given as its caller. */
const ANYBODY: Identity = { tenantId: '', userId: '', name: '', roles: [], permissions: [], projects: [] };

/** The handler of one API function: the one middy stack around the routes that the function serves. */
export function createApi<Deps extends LimitDeps>(groups: readonly RouteGroup<Deps>[], deps: Deps) {
  const [withinLimits, servedUnder] = [requestLimits(deps), routesUnder(groups)];
  const stack = middy<ApiEvent, ApiAnswer>()
    .use(httpHeaderNormalizer())
    .use(securityHeaders)
    // Used last: its onError runs first, so that problems get the security headers too.
    .use(problems(deps.logger))
    .handler((event: ApiEvent, context: ApiContext) => respond({ servedUnder, deps, withinLimits }, event, context));
  return async (event: ApiEvent, context: ApiContext = {}): Promise<ApiAnswer> => stack({ ...event }, context);
}

type Api<Deps> = { servedUnder: ReturnType<typeof routesUnder<Deps>>; deps: Deps; withinLimits: AdmitRequest };

async function respond<Deps>(
  { servedUnder, deps, withinLimits }: Api<Deps>,
  event: ApiEvent,
  context: ApiContext,
): Promise<ApiAnswer> {
  const { method } = event.requestContext.http;
  const match = matchRoute(await servedUnder(event.rawPath), method, event.rawPath);
  if (match === undefined) throw new NotFound('route', `${method} ${event.rawPath.slice(0, 200)}`);
  const { route, run } = match.entry;
  const caller = admit(route, event);
  if (route.permission !== 'open') await withinLimits(caller, route);
  const remainingMs = () => context.getRemainingTimeInMillis?.() ?? GATEWAY_MS;
  return answerOf(route, await run({ event, params: match.params, caller, remainingMs }, deps));
}

/** Before anything of the request is read further: may this caller use this route at all? */
function admit({ permission }: Route, event: ApiEvent): Identity {
  if (permission === 'open') return ANYBODY;
  const caller = identityFromClaims(event.requestContext.authorizer?.jwt?.claims);
  if (permission !== 'token' && !caller.permissions.includes(permission)) throw new Forbidden(permission);
  return caller;
}

/** Every error becomes a problem; what is not the caller's fault is also written down. */
function problems(logger: Logger): middy.MiddlewareObj<ApiEvent, ApiAnswer> {
  return {
    onError: (request) => {
      const { requestId, http } = request.event.requestContext;
      if (refusalOf(request.error) === undefined) {
        logger.error('api.request-failed', {
          requestId,
          method: http.method,
          path: request.event.rawPath,
          error: request.error,
        });
      }
      request.response = problemAnswer(request.error, requestId);
    },
  };
}
