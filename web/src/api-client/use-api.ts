import { keepPreviousData, type QueryKey, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import type * as z from 'zod';
import type { Route } from '../../../shared/contracts/route.ts';
import type { ApiClient, ApiInput } from './api-client.ts';
import { pollInterval } from './query-client.ts';

export const ApiContext = createContext<ApiClient | undefined>(undefined);

/** The API of who is signed in. */
export function useApi(): ApiClient {
  const api = use(ApiContext);
  if (api === undefined) throw new Error('The API is used outside of its provider.');
  return api;
}

/** Under which a call's answer is kept. */
export function apiKey<R extends Route>(route: R, input: ApiInput<R>): QueryKey {
  return [route.operationId, input];
}

type Options = {
  enabled?: boolean;
  /** Ask again every so many milliseconds while the tab is visible. */
  refetchInterval?: number | false;
  /** Show the answer of the input before until the new one is there. */
  keepPrevious?: boolean;
};

/** Calls a route and keeps its answer up to date. */
export function useApiQuery<R extends Route, S extends z.ZodType>(
  route: R & { response: S },
  input: ApiInput<R>,
  { enabled = true, refetchInterval = false, keepPrevious = false }: Options = {},
): UseQueryResult<z.output<S>> {
  const { call } = useApi();
  return useQuery<z.output<S>>({
    queryKey: apiKey(route, input),
    queryFn: ({ signal }) => call<R, S>(route, { ...input, signal }),
    enabled,
    refetchInterval: ({ state }) => refetchInterval !== false && pollInterval(refetchInterval, state.error),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}
