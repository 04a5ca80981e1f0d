import type { SchemaViolation } from '../agent/schema-violations.ts';
import type { Field } from './match-fields.ts';
import { PatternFault, readCondition } from './pattern-condition.ts';

/** The length that EventBridge takes by default, in characters of JSON (quota "event pattern size"). */
const MAX_PATTERN_LENGTH = 2_048;
/** More alternatives than these, all `$or` multiplied, are refused (EventBridge user guide). */
const MAX_BRANCHES = 1_000;
const MAX_VIOLATIONS = 20;

/** Names that a field inside `$or` can't have: it would read like an operator. */
const RESERVED_IN_OR = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

type Branch = Field[];
type Reading = { complain: (path: readonly string[], message: string) => void };

/** A pattern as alternatives (one, and more by `$or`), each a list of fields that all have to match; and what is wrong with it. */
export function readPattern(pattern: unknown): { branches: Branch[]; violations: SchemaViolation[] } {
  const violations: SchemaViolation[] = [];
  const complain: Reading['complain'] = (path, message) => {
    if (violations.length < MAX_VIOLATIONS) violations.push({ path: path.join('.'), message });
  };
  // First its length, which bounds everything else: depth, fields, and the work of reading them.
  const length = jsonLength(pattern);
  if (!isObject(pattern)) complain([], 'Filter is not an object');
  else if (length > MAX_PATTERN_LENGTH) {
    complain([], `The pattern is longer than ${MAX_PATTERN_LENGTH} characters of JSON`);
  } else {
    const branches = readObject(pattern, { path: [], branches: [[]], insideOr: false }, { complain });
    return { branches, violations };
  }
  return { branches: [], violations };
}

type Place = { path: readonly string[]; branches: Branch[]; insideOr: boolean };

/** Adds what an object of the pattern asks to every branch. */
function readObject(object: Record<string, unknown>, place: Place, reading: Reading): Branch[] {
  const entries = Object.entries(object);
  if (entries.length === 0) reading.complain(place.path, 'Empty objects are not allowed');
  return entries.reduce((branches, entry) => readEntry(entry, { ...place, branches }, reading), place.branches);
}

function readEntry([name, value]: [string, unknown], place: Place, reading: Reading): Branch[] {
  const path = [...place.path, name];
  if (name === '$or') return readAlternatives(value, { ...place, path }, reading);
  if (place.insideOr && RESERVED_IN_OR.has(name)) {
    reading.complain(path, `${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  }
  if (Array.isArray(value)) return addField(value, { ...place, path }, reading);
  if (isObject(value)) return readObject(value, { ...place, path }, reading);
  reading.complain(path, `"${name}" must be an object or an array`);
  return place.branches;
}

/** @param place its path ends in `$or`, which is no field of the event */
function readAlternatives(value: unknown, { path, branches }: Place, reading: Reading): Branch[] {
  if (!Array.isArray(value)) {
    reading.complain(path, 'It must be an Array followed with $or.');
    return branches;
  }
  if (value.length < 2) reading.complain(path, 'There must have at least 2 Objects in $or relationship.');
  const outer = path.slice(0, -1);
  const alternatives = value.flatMap((alternative: unknown) => {
    if (isObject(alternative)) return readObject(alternative, { path: outer, branches, insideOr: true }, reading);
    reading.complain(path, 'Only JSON object is allowed in array of $or relationship.');
    return [];
  });
  if (alternatives.length <= MAX_BRANCHES) return alternatives;
  reading.complain(path, `The $or conditions multiply to more than ${MAX_BRANCHES} combinations`);
  return alternatives.slice(0, 1);
}

function addField(elements: unknown[], { path, branches }: Place, reading: Reading): Branch[] {
  if (elements.length === 0) reading.complain(path, 'Empty arrays are not allowed');
  const name = path.join('.');
  if (branches.some((branch) => branch.some((field) => field.path.join('.') === name))) {
    reading.complain(path, `Path \`${name}\` cannot be allowed multiple times`);
  }
  const conditions = elements.flatMap((element) => {
    try {
      return [readCondition(element)];
    } catch (fault) {
      if (!(fault instanceof PatternFault)) throw fault;
      reading.complain(path, fault.message);
      return [];
    }
  });
  return branches.map((branch) => [...branch, { path, conditions }]);
}

/** What nests too deep to be written as JSON is too long. */
function jsonLength(value: unknown): number {
  try {
    return JSON.stringify(value)?.length ?? 0;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
