import { useMemo, useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import { useApiQuery } from '../../api-client/use-api.ts';
import type { SessionFilter } from './session-filter.ts';

/** How often what is shown is read again while the tab is visible. */
const REFRESH_MS = 2_000;

/** One page of the list by its number, kept up to date. Later pages are reached through the cursors of the ones before. */
export function useSessionPage(filter: SessionFilter, limit: number) {
  const listed = useMemo(() => JSON.stringify([filter, limit]), [filter, limit]);
  const [place, setPlace] = useState<{ listed: string; cursors: string[] }>({ listed, cursors: [] });
  // Another filter begins at its first page.
  const cursors = place.listed === listed ? place.cursors : [];
  const cursor = cursors.at(-1);
  const query = useApiQuery(
    routes.listSessions,
    { query: { ...filter, limit, ...(cursor !== undefined && { cursor }) } },
    { refetchInterval: REFRESH_MS, keepPrevious: true },
  );
  const next = query.isPlaceholderData ? null : (query.data?.nextCursor ?? null);
  return {
    ...query,
    pageNumber: cursors.length + 1,
    hasNext: next !== null,
    /** Goes to a page that was shown before, or to the one after this. */
    goTo: (pageNumber: number) => {
      if (pageNumber <= cursors.length) setPlace({ listed, cursors: cursors.slice(0, pageNumber - 1) });
      else if (next !== null) setPlace({ listed, cursors: [...cursors, next] });
    },
  };
}
