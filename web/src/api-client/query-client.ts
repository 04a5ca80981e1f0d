import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api-problem.ts';

/** How often a read is tried again before its error is shown. */
const TRIES = 2;

/** Keeps what was read. What the service refused is not asked again; what did not get through is. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        retry: (failures, error) => failures < TRIES && !(error instanceof ApiProblem && error.problem.status < 500),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}
