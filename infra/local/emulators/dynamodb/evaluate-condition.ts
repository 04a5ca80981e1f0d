import { isDeepStrictEqual } from 'node:util';
import type { Item } from './item-text.ts';
import type { Condition, Operand } from './parse-condition.ts';
import type { Terms } from './terms.ts';
import { valueToWire } from './wire-values.ts';

/** Whether the condition holds for the item; of an item that is not there, no attribute exists. */
export function evaluateCondition(condition: Condition, item: Item, terms: Terms): boolean {
  const value = (operand: Operand) => operandValue(operand, item, terms);
  switch (condition.is) {
    case 'and':
      return evaluateCondition(condition.left, item, terms) && evaluateCondition(condition.right, item, terms);
    case 'or':
      return evaluateCondition(condition.left, item, terms) || evaluateCondition(condition.right, item, terms);
    case 'not':
      return !evaluateCondition(condition.of, item, terms);
    case 'exists':
      return value(condition.of) !== undefined;
    case 'missing':
      return value(condition.of) === undefined;
    case 'compare':
      return compares(condition.sign, value(condition.left), value(condition.right));
    case 'between':
      return (
        compares('>=', value(condition.of), value(condition.low)) &&
        compares('<=', value(condition.of), value(condition.high))
      );
    case 'in':
      return condition.list.some((one) => compares('=', value(condition.of), value(one)));
    case 'begins_with':
      return beginsWith(value(condition.of), value(condition.part));
    case 'contains':
      return contains(value(condition.of), value(condition.part));
    case 'attribute_type':
      return typeOf(value(condition.of)) === value(condition.part);
  }
}

export function operandValue(operand: Operand, item: Item, terms: Terms): unknown {
  if (operand.is === 'value') return terms.value(operand.name);
  if (operand.is === 'size') return sizeOf(operandValue(operand.of, item, terms));
  const name = operand.is === 'alias' ? terms.attribute(operand.name) : operand.name;
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/**
 * Values of different types are unequal and in no order; strings are in the order of their UTF-8 bytes. What is not there is
 * unequal to everything.
 */
function compares(sign: string, left: unknown, right: unknown): boolean {
  if (sign === '<>') return !isDeepStrictEqual(left, right);
  if (left === undefined || right === undefined) return false;
  if (sign === '=') return isDeepStrictEqual(left, right);
  const order = orderOf(left, right);
  if (order === undefined) return false;
  if (sign === '<') return order < 0;
  if (sign === '<=') return order <= 0;
  return sign === '>' ? order > 0 : order >= 0;
}

function orderOf(left: unknown, right: unknown): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  return undefined;
}

function beginsWith(whole: unknown, part: unknown): boolean {
  return typeof whole === 'string' && typeof part === 'string' && whole.startsWith(part);
}

function contains(whole: unknown, part: unknown): boolean {
  if (typeof whole === 'string') return typeof part === 'string' && whole.includes(part);
  if (whole instanceof Set) return whole.has(part);
  return Array.isArray(whole) && whole.some((one) => isDeepStrictEqual(one, part));
}

/** DynamoDB's name of a value's type. */
function typeOf(value: unknown): string | undefined {
  return value === undefined ? undefined : Object.keys(valueToWire(value))[0];
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length;
  if (value instanceof Set) return value.size;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}
