import { Cron } from 'croner';
import type { SchemaViolation } from '../agent/schema-violations.ts';
import { cronerPattern, ExpressionFault } from './cron-expression.ts';
import { firstInstantOf, timeZoneFault, wallTimeAt } from './zoned-time.ts';

/** When something runs, as EventBridge Scheduler takes it. Times are in milliseconds since 1970. */
export type Schedule = {
  /** `cron(…)`, `rate(…)` or `at(…)`. */
  expression: string;
  /** Name of the IANA database, in which `cron` and `at` are read. */
  timezone: string;
  /** Nothing runs before it, and a rate counts from it. An `at` has neither start nor end: AWS ignores them. */
  startAt?: number | undefined;
  /** Nothing runs after it. */
  endAt?: number | undefined;
};

/** AWS refuses a start that is longer past. */
const LATEST_PAST_START_MS = 5 * 60 * 1_000;
const MAX_EXPRESSION_LENGTH = 256;
const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** The last year of AWS's cron expressions is 2199. */
const END_OF_TIME = Date.UTC(2200, 0, 1);

/** Runs in order, each strictly after `after`. A rate without a start counts from `after` itself. */
type Runs = (after: number) => Generator<number>;

/**
 * Why AWS would refuse a schedule at the time `now`, or why it would never run; empty when all is well. `path` is the field's name.
 * Never throws.
 */
export function scheduleViolations(schedule: Schedule, now: number): SchemaViolation[] {
  const { expression, timezone } = schedule;
  const fault = timeZoneFault(timezone);
  const runs = readExpression(expression, fault === undefined ? timezone : 'UTC');
  const violations: SchemaViolation[] = dateViolations(schedule, now);
  if (fault !== undefined) violations.push({ path: 'timezone', message: fault });
  if ('fault' in runs) violations.push({ path: 'expression', message: runs.fault });
  if (violations.length > 0 || nextRuns(schedule, { after: now, count: 1 }).length > 0) return violations;
  return [{ path: 'expression', message: neverRuns(schedule) }];
}

/** The next runs after a time, `count` at most, in milliseconds since 1970; none of a schedule that AWS would refuse. */
export function nextRuns(schedule: Schedule, { after, count }: { after: number; count: number }): number[] {
  const { expression, timezone, startAt, endAt = Number.POSITIVE_INFINITY } = schedule;
  if (timeZoneFault(timezone) !== undefined) return [];
  const runs = readExpression(expression, timezone, startAt);
  if ('fault' in runs) return [];
  const isOnce = expression.startsWith('at(');
  const from = isOnce || startAt === undefined ? after : Math.max(after, startAt - 1);
  const end = isOnce ? Number.POSITIVE_INFINITY : Math.min(endAt, END_OF_TIME);
  return runs
    .from(from)
    .take(count)
    .toArray()
    .filter((run) => run <= end);
}

function dateViolations({ startAt, endAt }: Schedule, now: number): SchemaViolation[] {
  const violations: SchemaViolation[] = [];
  if (startAt !== undefined && startAt < now - LATEST_PAST_START_MS) {
    violations.push({ path: 'startAt', message: 'The start cannot be earlier than 5 minutes ago.' });
  }
  if (endAt !== undefined && endAt <= now) violations.push({ path: 'endAt', message: 'The end has passed.' });
  if (startAt !== undefined && endAt !== undefined && endAt <= startAt) {
    violations.push({ path: 'endAt', message: 'The end has to be after the start.' });
  }
  return violations;
}

function neverRuns({ expression, startAt, endAt }: Schedule): string {
  if (expression.startsWith('at(')) return `The time of ${expression} has passed.`;
  const between = startAt === undefined && endAt === undefined ? '' : ' between its start and its end';
  return `${expression} never runs${between}. Look at its days, months and years.`;
}

function readExpression(expression: string, zone: string, startAt?: number): { from: Runs } | { fault: string } {
  const [, kind, inside = ''] = /^(cron|rate|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === undefined || expression.length > MAX_EXPRESSION_LENGTH) {
    return {
      fault:
        'A schedule is cron(minutes hours day-of-month month day-of-week year), rate(value unit) or at(yyyy-mm-ddThh:mm:ss).',
    };
  }
  try {
    if (kind === 'cron') return { from: cronRuns(inside, zone) };
    return { from: kind === 'rate' ? rateRuns(inside, startAt) : onceAt(inside, zone) };
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: error.message };
    throw error;
  }
}

/**
 * By the wall clock: a time that the clocks skip is skipped, and one that they show twice runs the first time only, as the
 * Scheduler's guide says. So croner counts in UTC, and its times are read as the wall clock's.
 */
function cronRuns(fields: string, zone: string): Runs {
  const cron = new Cron(cronerPattern(fields), { mode: '7-part', utcOffset: 0, domAndDow: true, paused: true });
  return function* (after) {
    let wall = cron.nextRun(new Date(wallTimeAt(after, zone)));
    while (wall !== null && wall.getTime() < END_OF_TIME) {
      const instant = firstInstantOf(wall.getTime(), zone);
      if (instant !== undefined && instant > after) yield instant;
      wall = cron.nextRun(wall);
    }
  };
}

function rateRuns(inside: string, startAt: number | undefined): Runs {
  const [, value = '', unit, plural] = /^\s*(\d{1,6})\s+(minute|hour|day)(s?)\s*$/.exec(inside) ?? [];
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') {
    throw new ExpressionFault(
      'A rate is a whole number up to 999999 and minutes, hours or days, as in rate(5 minutes).',
    );
  }
  if (Number(value) === 0) throw new ExpressionFault('The value of a rate has to be 1 or more.');
  if ((Number(value) === 1) === (plural === 's')) {
    throw new ExpressionFault(`Write rate(${Number(value)} ${unit}${Number(value) === 1 ? '' : 's'}).`);
  }
  const period = Number(value) * UNITS[unit];
  return function* (after) {
    const anchor = startAt ?? after;
    const first = after < anchor ? anchor : anchor + (Math.floor((after - anchor) / period) + 1) * period;
    for (let run = first; run < END_OF_TIME; run += period) yield run;
  };
}

function onceAt(inside: string, zone: string): Runs {
  const wall = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inside) ? Date.parse(`${inside}Z`) : Number.NaN;
  // The parser would take the 30th of February, or the 24th hour, as the day after.
  if (Number.isNaN(wall) || new Date(wall).toISOString() !== `${inside}.000Z`) {
    throw new ExpressionFault(`"${inside}" is not a date and time. Write at(yyyy-mm-ddThh:mm:ss).`);
  }
  const instant = firstInstantOf(wall, zone);
  if (instant === undefined) {
    throw new ExpressionFault(`${inside} does not exist in ${zone}: the clocks go forward over it.`);
  }
  return function* (after) {
    if (instant > after) yield instant;
  };
}
