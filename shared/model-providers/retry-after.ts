/**
 * How long a provider asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. A date is
 * read against the answer's own `date`, so that a clock that goes wrong doesn't matter, and without one against `now`.
 * Undefined when it doesn't ask, or asks for nonsense.
 */
export function retryAfterMs(headers: Record<string, string>, now: number): number | undefined {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const after = byName.get('retry-after') ?? '';
  const answeredAt = Date.parse(byName.get('date') ?? '') || now;
  return amount(byName.get('retry-after-ms') ?? '', 1) ?? amount(after, 1_000) ?? until(after, answeredAt);
}

function amount(text: string, unitMs: number): number | undefined {
  return /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * unitMs) : undefined;
}

function until(date: string, now: number): number | undefined {
  const ms = Date.parse(date) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
