import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

type Followed = { preventDefault: () => void; detail: { href?: string | undefined; external?: boolean | undefined } };

/** Follows a Cloudscape link within the console, without loading the page anew. Clicks that open a new tab stay the browser's. */
export function useFollow(): (event: Followed) => void {
  const router = useRouter();
  return useCallback(
    (event) => {
      const { href, external } = event.detail;
      if (href === undefined || external === true || !href.startsWith('/')) return;
      event.preventDefault();
      router.history.push(href);
    },
    [router],
  );
}

/** Goes to another page of the console. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  return useCallback((href) => router.history.push(href), [router]);
}
