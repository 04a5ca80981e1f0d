import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';

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
  const tell = useCallback((notice: Notice) => {
    setCount((count) => {
      const id = notice.id ?? `notice-${count}`;
      setNotices((shown) => [{ ...notice, id }, ...shown.filter((other) => other.id !== id)].slice(0, 5));
      return count + 1;
    });
  }, []);
  const value = useMemo(() => {
    const dismiss = (id: string) => setNotices((shown) => shown.filter((notice) => notice.id !== id));
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
  }, [notices, tell]);
  return <NoticeContext value={value}>{children}</NoticeContext>;
}

/** Where the notices are shown: over the page, so that nothing on it moves. */
export function NoticeBar() {
  return (
    <div className="notices">
      <Flashbar items={use(NoticeContext).items} stackItems />
    </div>
  );
}
