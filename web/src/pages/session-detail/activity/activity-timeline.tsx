import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';
import { ForeignText } from '../../../text/foreign-text.tsx';
import { durationText } from '../../../time/duration-text.ts';
import { useNow } from '../../../time/use-now.ts';
import { systemEventText } from './system-event-text.ts';
import { barOf, spanOf } from './timeline-bars.ts';

const ROW = 30;
const TICKS = [0, 25, 50, 75, 100];

type Props = {
  entries: readonly EntryResponse[];
  /** Every entry, which the shown ones are part of: they give the scale. */
  all: readonly EntryResponse[];
  onOpen: (seq: number) => void;
};

/** The entries over time: a bar each, in a row of its own, so that calls beside each other are seen to be. */
export function ActivityTimeline({ entries, all, onOpen }: Props) {
  const now = useNow();
  const span = useMemo(() => spanOf(all, now), [all, now]);
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const place = list.current?.getBoundingClientRect();
    if (place !== undefined) setTop(Math.round(place.top + window.scrollY));
  });
  const virtualizer = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => ROW,
    overscan: 12,
    scrollMargin: top,
  });
  return (
    <div className="timeline">
      <div className="timeline-ticks" aria-hidden="true">
        {TICKS.map((tick) => (
          <span key={tick} style={{ left: `${tick}%` }}>
            {durationText(((span.to - span.from) * tick) / 100)}
          </span>
        ))}
      </div>
      <div ref={list} className="activity" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          const { left, width, kind } = barOf(entry, span, now);
          return (
            <button
              key={entry.seq}
              type="button"
              className="timeline-row"
              style={{ transform: `translateY(${start - top}px)` }}
              title={`${nameOf(entry)}, ${stateText(entry)}`}
              onClick={() => onOpen(entry.seq)}
            >
              <span className="timeline-name">
                <span className="entry-number">#{entry.seq}</span> <ForeignText text={nameOf(entry)} />
              </span>
              <span className="timeline-track">
                <span
                  className={`timeline-bar timeline-${kind} timeline-${entry.state.toLowerCase()}`}
                  style={{ left: `${left}%`, width: `${width}%` }}
                />
              </span>
              <span className="timeline-length">{entry.durationMs === null ? '' : durationText(entry.durationMs)}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

function nameOf(entry: EntryResponse): string {
  switch (entry.kind) {
    case 'REASONING':
      return `Reasoning, turn ${entry.turn}`;
    case 'TOOL_CALL':
      return entry.toolName;
    case 'RESPONSE':
      return 'Final response';
    case 'SYSTEM':
      return systemEventText(entry);
  }
}

function stateText(entry: EntryResponse): string {
  const duration = entry.durationMs === null ? '' : `, ${durationText(entry.durationMs)}`;
  return `${entry.state.toLowerCase()}${duration}`;
}
