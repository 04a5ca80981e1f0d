import type * as z from 'zod';
import type { FieldError } from '../../../shared/contracts/problem.ts';
import { InvalidRequest } from '../../../shared/contracts/refusal.ts';
import type { Route, RouteRequest } from '../../../shared/contracts/route.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { ApiEvent } from './http-event.ts';
import { parseBody } from './parse-body.ts';

/** More would help nobody, and a body of 1 MB can hold a hundred thousand mistakes. */
const MAX_ERRORS = 50;
const MAX_KEY_LENGTH = 255;

export type RawRequest = {
  event: ApiEvent;
  params: Record<string, string>;
  caller: Identity;
  remainingMs: () => number;
};

/**
 * Turns an event into what the operation is given: everything checked against the route's schemas.
 * @throws InvalidRequest, TooLarge, UnsupportedMediaType
 */
// The overload ties the types to the route; the schemas that the route carries make them true.
export function parseRequest<R extends Route>(route: R, raw: RawRequest): RouteRequest<R>;
export function parseRequest(route: Route, { event, params, caller, remainingMs }: RawRequest): RouteRequest<Route> {
  const headers = event.headers ?? {};
  return {
    params: route.params === undefined ? {} : check(route.params, params, 'The path is not valid'),
    query: parseQuery(route, event.queryStringParameters ?? {}),
    ifMatch: takesIfMatch(route, headers['if-match']) ? parseIfMatch(headers['if-match']) : undefined,
    idempotencyKey: route.idempotent === true ? parseIdempotencyKey(headers['idempotency-key']) : undefined,
    body: checkBody(route, parseBody(route, event)),
    caller,
    requestId: event.requestContext.requestId,
    remainingMs,
  };
}

function checkBody(route: Route, body: unknown): unknown {
  return route.body === undefined || body === undefined ? undefined : check(route.body, body, 'The body is not valid');
}

function parseQuery(route: Route, query: Record<string, string | undefined>): Record<string, unknown> {
  const unknown = Object.keys(query).filter(
    (name) => route.query === undefined || !Object.hasOwn(route.query.shape, name),
  );
  if (unknown.length > 0) {
    const errors = unknown
      .slice(0, MAX_ERRORS)
      .map((name) => ({ path: name, message: 'is not a query parameter here' }));
    throw new InvalidRequest(`${route.method} ${route.path} does not take: ${shorten(unknown.join(', '))}.`, errors);
  }
  return route.query === undefined ? {} : check(route.query, query, 'The query is not valid');
}

function takesIfMatch({ ifMatch }: Route, given: string | undefined): boolean {
  return ifMatch === true || (ifMatch === 'optional' && given !== undefined);
}

/** The version, bare or quoted. A proxy that compresses answers marks the tag as weak; versions compare the same. */
function parseIfMatch(text: string | undefined): number {
  const [, version] = /^(?:W\/)?("?)(\d{1,15})\1$/.exec(text?.trim() ?? '')?.slice(1) ?? [];
  if (version === undefined) {
    throw new InvalidRequest('If-Match is needed and holds the version that you have read, such as "3".', [
      { path: 'If-Match', message: text === undefined ? 'is missing' : 'is not a version' },
    ]);
  }
  return Number(version);
}

function parseIdempotencyKey(key: string | undefined): string | undefined {
  if (key === undefined || (key.length >= 1 && key.length <= MAX_KEY_LENGTH)) return key;
  throw new InvalidRequest(`An Idempotency-Key has 1 to ${MAX_KEY_LENGTH} characters; this one has ${key.length}.`, [
    { path: 'Idempotency-Key', message: `has to have 1 to ${MAX_KEY_LENGTH} characters` },
  ]);
}

function check<S extends z.ZodType>(schema: S, value: unknown, problem: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(fieldErrors).slice(0, MAX_ERRORS);
  const [first] = errors;
  throw new InvalidRequest(`${problem}: ${first === undefined ? 'see its errors' : shorten(told(first))}.`, errors);
}

/** Unknown fields come as one issue; each is told at its own place. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not a field here' }));
}

function told({ path, message }: FieldError): string {
  return path === '' ? message : `${path}: ${message}`;
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
