import { isInRange, readCidr } from './ip-range.ts';
import { matchesWildcard, readWildcard } from './wildcard.ts';

/** What one element of a pattern's array asks of a value: to be absent, or to pass a test. */
export type Condition = 'ABSENT' | ((value: unknown) => boolean);

/** Why EventBridge would refuse a part of a pattern, in its words. */
export class PatternFault extends Error {}

/** Numeric matching reaches from -5 to +5 thousand million, both included (EventBridge user guide). */
const LARGEST_NUMBER = 5e9;

/** @throws PatternFault what EventBridge would refuse */
export function readCondition(element: unknown): Condition {
  if (isScalar(element)) return (value) => value === element;
  if (!isObject(element)) throw new PatternFault('Match value must be String, number, true, false, or null');
  const { operator, operand } = onlyEntry(element);
  if (!Object.hasOwn(OPERATORS, operator)) throw new PatternFault(`Unrecognized match type ${operator}`);
  const read = OPERATORS[operator];
  if (read === undefined) throw new PatternFault(`Unrecognized match type ${operator}`);
  return read(operand);
}

const OPERATORS: Record<string, (operand: unknown) => Condition> = {
  prefix: (operand) => readAffix('prefix', operand, (value, affix) => value.startsWith(affix)),
  suffix: (operand) => readAffix('suffix', operand, (value, affix) => value.endsWith(affix)),
  'equals-ignore-case': (operand) => {
    const wanted = text('equals-ignore-case', operand).toLowerCase();
    return onText((value) => value.toLowerCase() === wanted);
  },
  wildcard: (operand) => {
    const parts = readWildcardOrFault(operand);
    return onText((value) => matchesWildcard(value, parts));
  },
  exists: (operand) => {
    if (typeof operand !== 'boolean') throw new PatternFault('exists match pattern must be either true or false.');
    return operand ? () => true : 'ABSENT';
  },
  cidr: (operand) => {
    const range = readCidr(text('cidr', operand));
    if ('fault' in range) throw new PatternFault(range.fault);
    return onText((value) => isInRange(value, range));
  },
  numeric: readNumeric,
  'anything-but': readAnythingBut,
};

function readAffix(name: string, operand: unknown, test: (value: string, affix: string) => boolean): Condition {
  if (!isObject(operand)) {
    const affix = text(name, operand);
    return onText((value) => test(value, affix));
  }
  const { operator, operand: inner } = onlyEntry(operand);
  if (operator !== 'equals-ignore-case') throw new PatternFault(`Unsupported ${name} pattern: ${operator}`);
  const affix = text(operator, inner).toLowerCase();
  return onText((value) => test(value.toLowerCase(), affix));
}

function readAnythingBut(operand: unknown): Condition {
  if (isObject(operand)) return readAnythingButTest(operand);
  const unwanted = Array.isArray(operand) ? operand : [operand];
  const ofOneKind = ['string', 'number'].some((kind) => unwanted.every((each) => typeof each === kind));
  if (!Array.isArray(operand) && !ofOneKind) {
    throw new PatternFault('Value of anything-but must be an array or single string/number value.');
  }
  if (!ofOneKind || unwanted.length === 0) {
    throw new PatternFault(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return (value) => !unwanted.includes(value);
}

/** `{ "anything-but": { "prefix": "init" } }`, or a list of texts in place of the one. */
function readAnythingButTest(operand: Record<string, unknown>): Condition {
  const { operator, operand: inner } = onlyEntry(operand);
  const read = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)
    ? OPERATORS[operator]
    : undefined;
  if (read === undefined) throw new PatternFault(`Unsupported anything-but pattern: ${operator}`);
  const unwanted = Array.isArray(inner) ? inner : [inner];
  if (unwanted.length === 0) throw new PatternFault('Empty arrays are not allowed');
  const tests = unwanted.map((each) => {
    const wanted = text(operator, each);
    if (wanted === '' && operator.endsWith('fix')) throw new PatternFault('Null prefix/suffix not allowed');
    return read(wanted);
  });
  return (value) => !tests.some((test) => test !== 'ABSENT' && test(value));
}

function readNumeric(operand: unknown): Condition {
  if (!Array.isArray(operand)) throw new PatternFault('Value of numeric must be an array.');
  const [operator, first, second, top, ...rest] = operand;
  if (typeof operator !== 'string')
    throw new PatternFault(`Invalid member in numeric match: ${JSON.stringify(operator)}`);
  const compare = COMPARISONS[operator];
  if (!Object.hasOwn(COMPARISONS, operator) || compare === undefined) {
    throw new PatternFault(`Unrecognized numeric range operator: ${operator}`);
  }
  const bound = number(operator, first);
  if (operand.length === 2) return onNumber((value) => compare(value, bound));
  if (!operator.startsWith('>')) throw new PatternFault('Too many elements in numeric expression');
  if (second !== '<' && second !== '<=') throw new PatternFault(`Bad numeric range operator: ${String(second)}`);
  const upper = number(second, top);
  if (rest.length > 0) throw new PatternFault('Too many terms in numeric range expression');
  if (bound >= upper) throw new PatternFault('Bottom must be less than top');
  const compareUpper = second === '<' ? isBelow : isAtMost;
  return onNumber((value) => compare(value, bound) && compareUpper(value, upper));
}

const isBelow = (a: number, b: number) => a < b;
const isAtMost = (a: number, b: number) => a <= b;
const COMPARISONS: Record<string, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<': isBelow,
  '<=': isAtMost,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function number(operator: string, value: unknown): number {
  const name = operator === '=' ? 'equals' : operator;
  if (typeof value !== 'number') throw new PatternFault(`Value of ${name} must be numeric`);
  if (Math.abs(value) <= LARGEST_NUMBER) return value;
  throw new PatternFault(`Value must be between ${-LARGEST_NUMBER} and ${LARGEST_NUMBER}, inclusive`);
}

function text(operator: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new PatternFault(`${operator} match pattern must be a string`);
}

function readWildcardOrFault(operand: unknown) {
  const parts = readWildcard(text('wildcard', operand));
  if ('fault' in parts) throw new PatternFault(parts.fault);
  return parts;
}

function onlyEntry(object: Record<string, unknown>): { operator: string; operand: unknown } {
  const [first, ...others] = Object.entries(object);
  if (first === undefined) throw new PatternFault('Match expression name not found');
  if (others.length > 0) throw new PatternFault('Only one key allowed in match expression');
  return { operator: first[0], operand: first[1] };
}

const onText = (test: (value: string) => boolean) => (value: unknown) => typeof value === 'string' && test(value);
const onNumber = (test: (value: number) => boolean) => (value: unknown) =>
  typeof value === 'number' && Math.abs(value) <= LARGEST_NUMBER && test(value);

const isScalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
