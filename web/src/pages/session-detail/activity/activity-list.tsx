import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';
import { EntryCard } from './entry-card.tsx';

/** Room for what stays on top of the page, in pixels. */
const TOP = 70;

type Props = {
  sessionId: string;
  entries: readonly EntryResponse[];
  /** The entry that the address names: unfolded, and scrolled to once. */
  target: number | undefined;
  /** Which entry offers to resume, and how. */
  pausedSeq: number | undefined;
  onResume: () => void;
  /** New entries are scrolled to while the reader is at the end. */
  isLive: boolean;
};

/** The entries in order. Only those near the window are in the page, however many there are. */
export function ActivityList({ sessionId, entries, target, pausedSeq, onResume, isLive }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // What the reader has folded or unfolded stays so, whatever becomes of the entry.
  const [chosen, setChosen] = useState<ReadonlyMap<number, boolean>>(new Map());
  const fold = useCallback((seq: number, isOpen: boolean) => {
    setChosen((before) => new Map(before).set(seq, isOpen));
  }, []);
  useLayoutEffect(() => {
    const place = list.current?.getBoundingClientRect();
    if (place !== undefined) setTop(Math.round(place.top + window.scrollY));
  });
  const virtualizer = useWindowVirtualizer({
    count: entries.length,
    estimateSize: (index) => estimateHeight(entries[index]),
    getItemKey: (index) => entries[index]?.seq ?? index,
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: TOP,
    gap: 6,
  });
  useScrollToTarget(entries, target, virtualizer.scrollToIndex);
  useFollowEnd(isLive, virtualizer.getTotalSize());
  return (
    <div ref={list} className="activity" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const entry = entries[index];
        if (entry === undefined) return null;
        return (
          <div
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className="activity-row"
            style={{ transform: `translateY(${start - top}px)` }}
          >
            <EntryCard
              sessionId={sessionId}
              entry={entry}
              isOpen={chosen.get(entry.seq) ?? (isOpenAtFirst(entry) || entry.seq === target)}
              isTarget={entry.seq === target}
              onFold={fold}
              onResume={entry.seq === pausedSeq ? onResume : undefined}
            />
          </div>
        );
      })}
    </div>
  );
}

/** What people come for is unfolded: what went wrong, and the answer. */
function isOpenAtFirst(entry: EntryResponse): boolean {
  return entry.kind === 'RESPONSE' || entry.state === 'FAILED';
}

function estimateHeight(entry: EntryResponse | undefined): number {
  if (entry === undefined || entry.kind === 'SYSTEM') return 36;
  return isOpenAtFirst(entry) ? 200 : 42;
}

function useScrollToTarget(
  entries: readonly EntryResponse[],
  target: number | undefined,
  scrollToIndex: (index: number, options: { align: 'start' }) => void,
): void {
  const reached = useRef<number>(undefined);
  useEffect(() => {
    if (target === undefined || reached.current === target) return;
    const index = entries.findIndex(({ seq }) => seq === target);
    if (index === -1) return;
    reached.current = target;
    scrollToIndex(index, { align: 'start' });
  }, [entries, target, scrollToIndex]);
}

/** Stays at the end of the page while it grows, for whoever has scrolled there. */
function useFollowEnd(isLive: boolean, height: number): void {
  const wasAtEnd = useRef(false);
  useEffect(() => {
    const note = () => {
      const { scrollHeight, clientHeight } = document.documentElement;
      wasAtEnd.current = window.scrollY > 0 && scrollHeight - clientHeight - window.scrollY < 60;
    };
    window.addEventListener('scroll', note, { passive: true });
    return () => window.removeEventListener('scroll', note);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the growth that is followed.
  useEffect(() => {
    if (isLive && wasAtEnd.current) window.scrollTo({ top: document.documentElement.scrollHeight });
  }, [isLive, height]);
}
