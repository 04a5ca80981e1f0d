import { useBlocker } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { useAsk } from '../design-system/confirmation.tsx';

/**
 * Asks before a page is left on which something was changed and not saved: by a link, by going back, by closing the tab.
 * Answers how to leave without being asked, for when it was saved or is to be lost.
 */
export function useUnsavedGuard(isChanged: boolean): () => void {
  const ask = useAsk();
  const mayLeave = useRef(false);
  useBlocker({
    shouldBlockFn: useCallback(
      async ({ current, next }: { current: { pathname: string }; next: { pathname: string } }) => {
        if (mayLeave.current || current.pathname === next.pathname) return false;
        return !(await ask({
          header: 'Leave without saving?',
          content: 'What you changed on this page was not saved, and will be lost.',
          confirm: 'Leave',
          refuse: 'Stay here',
        }));
      },
      [ask],
    ),
    enableBeforeUnload: useCallback(() => !mayLeave.current, []),
    disabled: !isChanged,
  });
  return useCallback(() => {
    mayLeave.current = true;
  }, []);
}
