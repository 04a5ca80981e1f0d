import { useEffect } from 'react';
import { visibleText } from '../text/visible-text.ts';

const PRODUCT = 'Agent Sessions';

/** Names the browser's tab after what the page shows, so that several can be told apart. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${visibleText(title).slice(0, 120)} · ${PRODUCT}`;
    return () => {
      document.title = PRODUCT;
    };
  }, [title]);
}
