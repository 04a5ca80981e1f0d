const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const TODAY = new Intl.DateTimeFormat('en', TIME);
const THIS_YEAR = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', ...TIME, second: undefined });
const EARLIER = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  ...TIME,
  second: undefined,
});
const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' });

/** A time of the contract in the reader's zone, as short as it is clear; the exact one, with its zone and in UTC, on hover. */
export function TimeText({ at }: { at: string }) {
  const date = new Date(at);
  return (
    <time className="time" dateTime={at} title={`${EXACT.format(date)}\n${at}`}>
      {formatFor(date, new Date()).format(date)}
    </time>
  );
}

function formatFor(date: Date, now: Date): Intl.DateTimeFormat {
  if (date.toDateString() === now.toDateString()) return TODAY;
  return date.getFullYear() === now.getFullYear() ? THIS_YEAR : EARLIER;
}
