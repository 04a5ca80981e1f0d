import type { Condition, Operand } from './parse-condition.ts';
import { invalid } from './refused.ts';
import type { Bound, KeyRange } from './table-file.ts';
import type { Terms } from './terms.ts';

type KeyNames = { partition: string; sort: string | undefined };
type Found = Pick<KeyRange, 'low' | 'high'> & { partition?: string | number };

/** Behind every string that begins with the prefix. */
const LAST_CHARACTER = '\u{10FFFF}';

/** The range that a key condition asks for: one partition, and of it what the condition of the sort key says. */
export function keyRange(
  condition: Condition,
  names: KeyNames,
  terms: Terms,
): Pick<KeyRange, 'partition' | 'low' | 'high'> {
  const found: Found = {};
  for (const part of partsOf(condition)) Object.assign(found, rangeOf(part, names, terms));
  const { partition, ...bounds } = found;
  if (partition === undefined) throw invalid(`Query condition missed key schema element: ${names.partition}`);
  return { partition, ...bounds };
}

function partsOf(condition: Condition): Condition[] {
  return condition.is === 'and' ? [...partsOf(condition.left), ...partsOf(condition.right)] : [condition];
}

function rangeOf(part: Condition, names: KeyNames, terms: Terms): Found {
  const key = (operand: Operand) => keyOf(operand, terms);
  if (part.is === 'compare') {
    const value = key(part.right);
    if (part.sign === '=' && nameOf(part.left, terms) === names.partition) return { partition: value };
    demandSort(part.left, names, terms);
    return comparedTo(part.sign, value);
  }
  if (part.is === 'between') {
    demandSort(part.of, names, terms);
    return { low: inclusive(key(part.low)), high: inclusive(key(part.high)) };
  }
  if (part.is === 'begins_with') {
    demandSort(part.of, names, terms);
    const prefix = String(key(part.part));
    return { low: inclusive(prefix), high: { value: `${prefix}${LAST_CHARACTER}`, inclusive: false } };
  }
  throw invalid('Invalid operator used in KeyConditionExpression');
}

function comparedTo(sign: string, value: string | number): Found {
  switch (sign) {
    case '=':
      return { low: inclusive(value), high: inclusive(value) };
    case '<':
    case '<=':
      return { high: { value, inclusive: sign === '<=' } };
    case '>':
    case '>=':
      return { low: { value, inclusive: sign === '>=' } };
    default:
      throw invalid(`Unsupported operator on KeyCondition: ${sign}`);
  }
}

function inclusive(value: string | number): Bound {
  return { value, inclusive: true };
}

function demandSort(operand: Operand, { sort }: KeyNames, terms: Terms): void {
  if (sort === undefined || nameOf(operand, terms) !== sort) {
    throw invalid(`Query key condition not supported${sort === undefined ? '' : `: only on ${sort}`}`);
  }
}

function nameOf(operand: Operand, terms: Terms): string | undefined {
  if (operand.is === 'alias') return terms.attribute(operand.name);
  return operand.is === 'attribute' ? operand.name : undefined;
}

function keyOf(operand: Operand, terms: Terms): string | number {
  const value = operand.is === 'value' ? terms.value(operand.name) : undefined;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw invalid(
    'One or more parameter values were invalid: a condition of a key compares it with a string or a number',
  );
}
