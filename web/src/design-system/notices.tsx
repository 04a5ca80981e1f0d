import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';

/** A success that needs no answer goes by itself after this long, in milliseconds: the page shows it too. */
const SHOWN_MS = 8_000;

/** Something that the console tells: what happened, and what became of it. */
export type Notice = {
  type: 'success' | 'error' | 'warning' | 'info' | 'in-progress';
  header: string;
  content?: ReactNode;
  /** A notice with the same id takes the place of the one before. */
  id?: string;
};

type Notices = { items: FlashbarProps.MessageDefinition[]; tell: (notice: Notice) => void };
const NoticeContext = createContext<Notices>({ items: [], tell: () => undefined });

/** Tells the person something on top of the page. */
export function useTell(): (notice: Notice) => void {
  return use(NoticeContext).tell;
}

/** Keeps the notices of every page. */
export function NoticeProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<(Notice & { id: string })[]>([]);
  const [, setCount] = useState(0);
  const dismiss = useCallback((id: string) => setNotices((shown) => shown.filter((notice) => notice.id !== id)), []);
  const passing = notices.find(({ type, content }) => type === 'success' && isShort(content))?.id;
  useEffect(() => {
    if (passing === undefined) return undefined;
    const timer = window.setTimeout(() => dismiss(passing), SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [passing, dismiss]);
  const tell = useCallback((notice: Notice) => {
    setCount((count) => {
      const id = notice.id ?? `notice-${count}`;
      setNotices((shown) => [{ ...notice, id }, ...shown.filter((other) => other.id !== id)].slice(0, 5));
      return count + 1;
    });
  }, []);
  const value = useMemo(() => {
    const items = notices.map(({ id, type, header, content }) => ({
      id,
      type: type === 'in-progress' ? ('info' as const) : type,
      loading: type === 'in-progress',
      header,
      content,
      dismissible: true,
      onDismiss: () => dismiss(id),
      // A failure is read out at once, everything else when there is time.
      ariaRole: type === 'error' ? ('alert' as const) : ('status' as const),
    }));
    return { items, tell };
  }, [notices, tell, dismiss]);
  return <NoticeContext value={value}>{children}</NoticeContext>;
}

/** A text can be read in that time; what unfolds cannot. */
function isShort(content: ReactNode): boolean {
  return content === undefined || typeof content === 'string';
}

/** Where the notices are shown: over the page, so that nothing on it moves. */
export function NoticeBar() {
  return (
    <div className="notices">
      <Flashbar items={use(NoticeContext).items} stackItems />
    </div>
  );
}
