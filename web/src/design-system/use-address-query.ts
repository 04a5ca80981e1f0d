import { useLocation, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

/** The query of the page's address as text by name, and how to put another one in its place, without a new entry in the history. */
export function useAddressQuery(): [Record<string, string>, (query: Record<string, string | undefined>) => void] {
  const { searchStr, pathname } = useLocation();
  const router = useRouter();
  const query = useMemo(() => Object.fromEntries(new URLSearchParams(searchStr)), [searchStr]);
  const change = useCallback(
    (next: Record<string, string | undefined>) =>
      void router.navigate({ href: pathname + queryText(next), replace: true, resetScroll: false }),
    [router, pathname],
  );
  return [query, change];
}

/** `?name=value…`, without what is empty. */
export function queryText(query: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, value);
  const text = search.toString();
  // Commas and colons are allowed there, and an address that people share should be readable.
  return text === '' ? '' : `?${text.replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
}
