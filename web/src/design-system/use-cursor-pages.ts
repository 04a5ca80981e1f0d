import { useState } from 'react';
import type * as z from 'zod';
import type { Route } from '../../../shared/contracts/route.ts';
import type { ApiInput } from '../api-client/api-client.ts';
import { useApiQuery } from '../api-client/use-api.ts';

/** A page of a list, as every list of the contract answers it. */
type PageSchema = z.ZodType<{ items: unknown[]; nextCursor: string | null }>;

/**
 * One page of a list by its number, kept up to date. Later pages are reached through the cursors of the ones before; another
 * query begins at its first page.
 */
export function useCursorPages<R extends Route, S extends PageSchema>(
  route: R & { response: S },
  inputFor: (cursor: string | undefined) => ApiInput<R>,
  { refetchInterval = false }: { refetchInterval?: number | false } = {},
) {
  const listed = JSON.stringify(inputFor(undefined));
  const [place, setPlace] = useState<{ listed: string; cursors: string[] }>({ listed, cursors: [] });
  const cursors = place.listed === listed ? place.cursors : [];
  const query = useApiQuery<R, S>(route, inputFor(cursors.at(-1)), { refetchInterval, keepPrevious: true });
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
