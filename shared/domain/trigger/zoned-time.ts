/** What a wall clock shows, as the milliseconds since 1970 at which a clock in UTC shows the same. */
export type WallTime = number;

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Making one takes longer than thousands of uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Why AWS would refuse a time zone; undefined when it is one of the IANA database. */
export function timeZoneFault(zone: string): string | undefined {
  const unknown = `There is no time zone "${zone}". Write a name of the IANA database, such as Europe/Berlin or UTC.`;
  // The platform also takes offsets such as +02:00, and names in any case.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,49}$/.test(zone)) return unknown;
  try {
    const canonical = formatOf(zone).resolvedOptions().timeZone;
    const sameInAnotherCase = canonical !== zone && canonical.toLowerCase() === zone.toLowerCase();
    return sameInAnotherCase ? `There is no time zone "${zone}". Write ${canonical}.` : undefined;
  } catch {
    return unknown;
  }
}

/** @param instant milliseconds since 1970 */
export function wallTimeAt(instant: number, zone: string): WallTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const seconds = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return seconds + (((instant % 1_000) + 1_000) % 1_000);
}

/** When a wall clock shows this for the first time; undefined when it never does, as clocks go forward over it. */
export function firstInstantOf(wall: WallTime, zone: string): number | undefined {
  // Around a change of the clocks, a day before and a day after have the two offsets that come into question.
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((instant) => wallTimeAt(instant, zone) - instant);
  const instants = offsets.map((offset) => wall - offset).filter((instant) => wallTimeAt(instant, zone) === wall);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(zone, format);
  return format;
}
