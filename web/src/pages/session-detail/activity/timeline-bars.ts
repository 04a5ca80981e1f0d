import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';

/** From the first entry to the end, or to now, in milliseconds since 1970. */
export type TimeSpan = { from: number; to: number };

/** A bar of the timeline, in percent of its width. */
export type Bar = { left: number; width: number; kind: 'thinking' | 'call' | 'wait' | 'point' };

/** The time that the activity takes up. Never empty, so that nothing is divided by it. */
export function spanOf(entries: readonly EntryResponse[], now: number): TimeSpan {
  const from = Math.min(...entries.slice(0, 1).map(({ at }) => Date.parse(at)), now);
  const ends = entries.map((entry) => endOf(entry, now));
  return {
    from,
    to: Math.max(
      from + 1,
      ends.reduce((latest, end) => Math.max(latest, end), from),
    ),
  };
}

/** Where an entry stands in the span. What waits for somebody else looks different from what works. */
export function barOf(entry: EntryResponse, { from, to }: TimeSpan, now: number): Bar {
  const length = to - from;
  const begin = Date.parse(entry.at);
  const left = clamp(((begin - from) / length) * 100);
  const width = clamp(((endOf(entry, now) - begin) / length) * 100);
  return { left, width: Math.min(width, 100 - left), kind: barKind(entry) };
}

function endOf(entry: EntryResponse, now: number): number {
  if (entry.endedAt !== null) return Date.parse(entry.endedAt);
  const isOpen = entry.state === 'RUNNING' || entry.state === 'WAITING';
  return isOpen ? Math.max(now, Date.parse(entry.at)) : Date.parse(entry.at);
}

function barKind(entry: EntryResponse): Bar['kind'] {
  if (entry.kind === 'REASONING') return 'thinking';
  if (entry.kind !== 'TOOL_CALL') return 'point';
  const waits = entry.state === 'WAITING' || entry.link !== undefined || entry.approval !== undefined;
  return waits ? 'wait' : 'call';
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
