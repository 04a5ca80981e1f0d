/** What is wrong with an expression, for whoever wrote it. */
export class ExpressionFault extends Error {}

type FieldRule = { name: string; min: number; max: number; names?: readonly string[]; steps: boolean; wraps: boolean };

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The six fields, by the table of the EventBridge user guide. Years don't begin again after the last. */
const MINUTES: FieldRule = { name: 'minutes', min: 0, max: 59, steps: true, wraps: true };
const HOURS: FieldRule = { name: 'hours', min: 0, max: 23, steps: true, wraps: true };
const DAY_OF_MONTH: FieldRule = { name: 'day of month', min: 1, max: 31, steps: true, wraps: true };
const MONTH: FieldRule = { name: 'month', min: 1, max: 12, names: MONTHS, steps: true, wraps: true };
const DAY_OF_WEEK: FieldRule = { name: 'day of week', min: 1, max: 7, names: DAYS, steps: false, wraps: true };
const YEAR: FieldRule = { name: 'year', min: 1970, max: 2199, steps: true, wraps: false };

/**
 * Rewrites the fields of an AWS cron expression as a pattern of croner (7 parts, seconds first, days of the week from 0). Values,
 * ranges and steps become lists, as the two differ in how they write them.
 * @throws ExpressionFault what AWS would refuse
 */
export function cronerPattern(fields: string): string {
  const parts = fields.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = parts;
  if (parts.length !== 6 || year === undefined || dayOfWeek === undefined || month === undefined) {
    throw new ExpressionFault(
      `A cron expression has six fields (minutes hours day-of-month month day-of-week year), not ${parts.length}.`,
    );
  }
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new ExpressionFault(
      'Exactly one of day of month and day of week has to be ?, the other one says which days.',
    );
  }
  return [
    '0',
    listOf(MINUTES, minutes ?? ''),
    listOf(HOURS, hours ?? ''),
    daysOfMonth(dayOfMonth ?? ''),
    listOf(MONTH, month),
    daysOfWeek(dayOfWeek),
    listOf(YEAR, year),
  ].join(' ');
}

function daysOfMonth(field: string): string {
  if (field === '?') return '*';
  if (field === 'L' || field === 'LW') return field;
  const [, day] = /^(\d{1,2})W$/.exec(field) ?? [];
  if (day !== undefined) return `${readValue(DAY_OF_MONTH, day)}W`;
  if (/[LW]/.test(field)) {
    throw new ExpressionFault(
      `In the day of month, L, LW or a day with W (as in 15W) has to stand alone, not "${field}".`,
    );
  }
  return listOf(DAY_OF_MONTH, field);
}

function daysOfWeek(field: string): string {
  if (field === '?') return '*';
  if (field === 'L') return '6';
  const [, last, nth, instance] = /^(?:([A-Z]{3}|\d)L|([A-Z]{3}|\d)#(\d))$/.exec(field) ?? [];
  if (last !== undefined) return `${readValue(DAY_OF_WEEK, last) - 1}#L`;
  if (nth !== undefined) {
    if (!/[1-5]/.test(instance ?? ''))
      throw new ExpressionFault(`A month has a day of the week 5 times at most, not "${field}".`);
    return `${readValue(DAY_OF_WEEK, nth) - 1}#${instance}`;
  }
  if (field.includes('#') || /(^|[^A-Z])L|L,/.test(field)) {
    throw new ExpressionFault(
      `In the day of week, L, a day with L (as in 6L) or with # (as in 3#2) has to stand alone, not "${field}".`,
    );
  }
  return field === '*'
    ? '*'
    : valuesOf(DAY_OF_WEEK, field)
        .map((day) => day - 1)
        .join(',');
}

function listOf(rule: FieldRule, field: string): string {
  return field === '*' ? '*' : valuesOf(rule, field).join(',');
}

/** All values of a comma-separated list, in order. */
function valuesOf(rule: FieldRule, field: string): number[] {
  const values = new Set(field.split(',').flatMap((element) => elementValues(rule, element)));
  return [...values].sort((a, b) => a - b);
}

/** `5`, `MON-FRI`, `20-2` (over the end), `*`, each but a lone value also with a step; `0/15` is from 0 to the end. */
function elementValues(rule: FieldRule, element: string): number[] {
  const [, from, to, step] = /^(\*|[A-Z]{3}|\d{1,4})(?:-([A-Z]{3}|\d{1,4}))?(?:\/(\d{1,4}))?$/.exec(element) ?? [];
  if (from === undefined || (from === '*' && to !== undefined)) throw unreadable(rule, element);
  if (step !== undefined && !rule.steps) {
    throw new ExpressionFault(`The ${rule.name} has no steps (/), so "${element}" can't be read. List the values.`);
  }
  if (step !== undefined && Number(step) === 0)
    throw new ExpressionFault(`The step of "${element}" is 0. It has to be 1 or more.`);
  const first = from === '*' ? rule.min : readValue(rule, from);
  const last = lastValue(rule, { from, to, step, first });
  return range(rule, first, last, element).filter((_, index) => index % Number(step ?? 1) === 0);
}

function lastValue(
  rule: FieldRule,
  { from, to, step, first }: { from: string; to: string | undefined; step: string | undefined; first: number },
): number {
  if (to !== undefined) return readValue(rule, to);
  return from === '*' || step !== undefined ? rule.max : first;
}

function range({ name, min, max, wraps }: FieldRule, first: number, last: number, element: string): number[] {
  if (first <= last) return count(first, last);
  if (!wraps) throw new ExpressionFault(`The range "${element}" of the ${name} ends before it begins.`);
  return [...count(first, max), ...count(min, last)];
}

const count = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

function readValue(rule: FieldRule, text: string): number {
  const named = rule.names?.indexOf(text) ?? -1;
  if (named !== -1) return named + rule.min;
  if (!/^\d+$/.test(text)) throw unreadable(rule, text);
  const value = Number(text);
  if (value < rule.min || value > rule.max) {
    throw new ExpressionFault(`The ${rule.name} goes from ${rule.min} to ${rule.max}, so ${text} is not in it.`);
  }
  return value;
}

function unreadable({ name, min, max, names }: FieldRule, text: string): ExpressionFault {
  const values = `${min} to ${max}${names === undefined ? '' : ` or ${names[0]} to ${names.at(-1)}`}`;
  return new ExpressionFault(`"${text}" can't be read as ${name}: values are ${values}, with , - * and /.`);
}
