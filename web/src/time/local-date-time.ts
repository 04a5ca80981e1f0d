/** A time in the reader's zone as a browser's field for date and time holds it, to the minute; empty for what is no time. */
export function localDateTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
