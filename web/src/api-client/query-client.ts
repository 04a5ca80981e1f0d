import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api-problem.ts';

/** How often a read is tried again before its error is shown. */
const TRIES = 2;
/** The service may ask for more patience than a person has who looks at an empty page, in seconds. */
const LONGEST_WAIT = 10;

/** Keeps what was read. What the service refused is not asked again; what did not get through, or came too soon, is. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        retry: (failures, error) => failures < TRIES && mayPass(error),
        retryDelay: (failures, error) => 1_000 * Math.min(secondsToWait(error) ?? 2 ** failures, LONGEST_WAIT),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}

/** How long to wait before the next regular reading, in milliseconds: at least as long as the service asked for. */
export function pollInterval(usual: number, error: Error | null): number {
  return Math.max(usual, 1_000 * (secondsToWait(error) ?? 0));
}

function mayPass(error: Error): boolean {
  return !(error instanceof ApiProblem) || error.problem.status >= 500 || error.problem.status === 429;
}

function secondsToWait(error: Error | null): number | undefined {
  return error instanceof ApiProblem ? error.retryAfter : undefined;
}
