import type * as z from 'zod';
import { BASE_PATH } from '../../../shared/contracts/base-path.ts';
import type { Route } from '../../../shared/contracts/route.ts';
import { ConnectionLost, problemOf } from './api-problem.ts';

type QueryValue = string | number | readonly (string | number)[] | undefined;

/** What a call of the route is given, read from its schemas. */
export type ApiInput<R extends Route> = (R['params'] extends z.ZodObject
  ? { params: { [Name in keyof z.output<R['params']>]: string | number } }
  : { params?: undefined }) &
  (R['query'] extends z.ZodObject ? { query?: Partial<z.output<R['query']>> } : { query?: undefined }) &
  (R['body'] extends z.ZodType
    ? R extends { bodyOptional: true }
      ? { body?: z.input<R['body']> }
      : { body: z.input<R['body']> }
    : { body?: undefined }) &
  (R extends { ifMatch: true }
    ? { ifMatch: number }
    : R extends { ifMatch: 'optional' }
      ? { ifMatch?: number }
      : { ifMatch?: undefined }) & {
    /** Repeating the call with the same key does it once. */
    idempotencyKey?: string;
    signal?: AbortSignal;
  };

type AnyInput = {
  params?: Record<string, string | number> | undefined;
  query?: Record<string, QueryValue> | undefined;
  body?: unknown;
  ifMatch?: number | undefined;
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
};

export type ApiClientDeps = {
  fetch: typeof fetch;
  token: () => string | undefined;
  /** Called with the first 401: gets a new token, or answers false. Further callers share the attempt. */
  renewToken: () => Promise<boolean>;
};

/** Calls a route of the contract and answers its parsed response. Rejects with ApiProblem or ConnectionLost. */
export type CallApi = <R extends Route, S extends z.ZodType>(
  route: R & { response: S },
  input: ApiInput<R>,
) => Promise<z.output<S>>;

/** As `CallApi`, for routes that answer 204. */
export type SendApi = <R extends Route>(route: R & { status: 204 }, input: ApiInput<R>) => Promise<void>;

export type ApiClient = { call: CallApi; send: SendApi };

/** The console's client of the HTTP contract: no request or response type is written here. */
export function createApiClient(deps: ApiClientDeps): ApiClient {
  async function call<R extends Route, S extends z.ZodType>(
    route: R & { response: S },
    input: ApiInput<R>,
  ): Promise<z.output<S>>;
  async function call(route: Route & { response: z.ZodType }, input: AnyInput): Promise<unknown> {
    const answer = await perform(route, input, deps);
    return route.response.parse(await answer.json());
  }
  async function send<R extends Route>(route: R & { status: 204 }, input: ApiInput<R>): Promise<void>;
  async function send(route: Route, input: AnyInput): Promise<void> {
    await perform(route, input, deps);
  }
  return { call, send };
}

async function perform(route: Route, input: AnyInput, deps: ApiClientDeps): Promise<Response> {
  const sentWith = deps.token();
  const answer = await request(route, input, deps);
  if (answer.ok) return answer;
  if (answer.status === 401) {
    // Another call may have renewed it meanwhile.
    const renewed = deps.token() !== sentWith || (await deps.renewToken());
    if (renewed) return perform(route, input, { ...deps, renewToken: async () => false });
  }
  throw await problemOf(answer);
}

async function request(route: Route, input: AnyInput, { fetch, token }: ApiClientDeps): Promise<Response> {
  const headers = new Headers({ authorization: `Bearer ${token() ?? ''}`, accept: 'application/json' });
  if (input.body !== undefined) headers.set('content-type', 'application/json');
  if (input.ifMatch !== undefined) headers.set('if-match', String(input.ifMatch));
  if (input.idempotencyKey !== undefined) headers.set('idempotency-key', input.idempotencyKey);
  try {
    return await fetch(addressOf(route, input), {
      method: route.method,
      headers,
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
      ...(input.signal !== undefined && { signal: input.signal }),
    });
  } catch (error) {
    if (input.signal?.aborted === true) throw error;
    throw new ConnectionLost(error);
  }
}

/** Path and query of a call. A list is sent as repeated parameters. */
export function addressOf(route: Pick<Route, 'path'>, { params = {}, query = {} }: AnyInput): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  return `${BASE_PATH}${path}${text === '' ? '' : `?${text}`}`;
}
