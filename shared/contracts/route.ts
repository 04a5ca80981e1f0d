import type * as z from 'zod';
import type { Identity } from '../domain/access/identity.ts';
import type { Permission } from '../domain/access/permissions.ts';
import type { AuditedKind } from '../domain/audit/audit-record.ts';

/** One operation of the HTTP contract as data: read by CDK, the handlers, the local server, the client and the OpenAPI file. */
export type Route = {
  operationId: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, with `{name}` for parameters. */
  path: string;
  summary: string;
  tag: string;
  /** Needed by the caller; `token` = any valid token; `open` = no token at all. */
  permission: Permission | 'token' | 'open';
  /** Which function serves it: `read` has no right on the control table. */
  servedBy: 'read' | 'command';
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Absent: a body is refused. */
  body?: z.ZodType;
  /** The body may be left out. */
  bodyOptional?: boolean;
  /** The route takes an `Idempotency-Key`. */
  idempotent?: boolean;
  /** The route needs `If-Match` with the object's version; `optional`: it takes one. */
  ifMatch?: true | 'optional';
  /** As how many requests it counts against the limits of user and tenant; absent: one. */
  cost?: number;
  /**
   * An accepted request leaves a record in the audit trail: about what kind of thing, and the field of the answer, or
   * parameter of the path, that holds its id. Commands to sessions are recorded from their activity instead.
   */
  recorded?: { kind: AuditedKind; id: string };
  status: 200 | 201 | 202 | 204;
  /** It answers 201 when it made what was not there before. */
  creates?: boolean;
  /** The body holds what must not be told again, not even to who sent it: no error quotes it. */
  confidential?: boolean;
  /** Absent with 204. */
  response?: z.ZodType;
  /** Error statuses beyond 400, 401, 403, 429 and 500, which every route may answer. */
  errors?: readonly (404 | 409 | 413 | 415 | 422 | 503)[];
};

/** Keeps the literal types of a route. */
export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

type Parsed<S, Otherwise> = S extends z.ZodType ? z.output<S> : Otherwise;

/** What an operation is given: parsed, authorised, with the caller. */
export type RouteRequest<R extends Route> = {
  params: Parsed<R['params'], Record<string, never>>;
  query: Parsed<R['query'], Record<string, never>>;
  body: R extends { bodyOptional: true } ? Parsed<R['body'], undefined> | undefined : Parsed<R['body'], undefined>;
  caller: Identity;
  idempotencyKey: string | undefined;
  ifMatch: number | undefined;
  requestId: string;
  /** Milliseconds until the function's own time limit. */
  remainingMs: () => number;
};

/** What an operation answers. `status` differs from the route's only for a repeat (200 in place of 201), and where a PUT makes something (201). */
export type RouteAnswer<R extends Route> = {
  status?: number;
  headers?: Record<string, string>;
  /** The project of what was changed, for the audit trail, where the body does not hold it. */
  project?: string;
  body: R['response'] extends z.ZodType ? z.input<R['response']> : undefined;
};
