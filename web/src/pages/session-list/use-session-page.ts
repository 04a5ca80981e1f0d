import { routes } from '../../../../shared/contracts/routes.ts';
import { useCursorPages } from '../../design-system/use-cursor-pages.ts';
import type { SessionFilter } from './session-filter.ts';

/** How often what is shown is read again while the tab is visible. */
const REFRESH_MS = 2_000;

/** One page of the sessions that the filter lets through. */
export function useSessionPage(filter: SessionFilter, limit: number) {
  return useCursorPages(
    routes.listSessions,
    (cursor) => ({ query: { ...filter, limit, ...(cursor !== undefined && { cursor }) } }),
    { refetchInterval: REFRESH_MS },
  );
}
