import type { Answer } from './answer.ts';

/** A request to a handler of the laptop's own, outside the HTTP contract. */
export type LocalRouteRequest = {
  method: string;
  /** Path and query as they were sent. */
  url: string;
  /** Decoded. */
  path: string;
  /** Decoded values of `{name}` in the route's path. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Lower-cased names, repeated headers joined by commas, without the cookies. */
  headers: Record<string, string>;
  /** `name=value` each. */
  cookies: string[];
  /** At most 10 MB. */
  body: Buffer;
  requestId: string;
};

/** Something that only the laptop serves, below any path but `/api/`. */
export type LocalRoute = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ANY';
  /** `{name}` for one segment, `{name+}` at the end for all that follow. */
  path: string;
  handle: (request: LocalRouteRequest) => Answer | Promise<Answer>;
};
