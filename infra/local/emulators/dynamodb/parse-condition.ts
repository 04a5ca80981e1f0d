import { plainName, type TokenReader, tokenReader } from './expression-tokens.ts';

/** `alias` is `#name`, `value` is `:name`: both are filled in for each request. */
export type Operand =
  | { is: 'attribute'; name: string }
  | { is: 'alias' | 'value'; name: string }
  | { is: 'size'; of: Operand };

export type Condition =
  | { is: 'and' | 'or'; left: Condition; right: Condition }
  | { is: 'not'; of: Condition }
  | { is: 'compare'; sign: string; left: Operand; right: Operand }
  | { is: 'between'; of: Operand; low: Operand; high: Operand }
  | { is: 'in'; of: Operand; list: Operand[] }
  | { is: 'exists' | 'missing'; of: Operand }
  | { is: 'begins_with' | 'contains' | 'attribute_type'; of: Operand; part: Operand };

const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='];

/** Parses a condition, key condition or filter. */
export function parseCondition(expression: string): Condition {
  const reader = tokenReader(expression);
  const condition = either(reader);
  if (!reader.isAtEnd()) throw reader.unexpected();
  return condition;
}

function either(reader: TokenReader): Condition {
  let left = both(reader);
  while (reader.take('OR')) left = { is: 'or', left, right: both(reader) };
  return left;
}

function both(reader: TokenReader): Condition {
  let left = single(reader);
  while (reader.take('AND')) left = { is: 'and', left, right: single(reader) };
  return left;
}

function single(reader: TokenReader): Condition {
  if (reader.take('NOT')) return { is: 'not', of: single(reader) };
  if (reader.take('(')) {
    const inner = either(reader);
    reader.demand(')');
    return inner;
  }
  return testFunction(reader) ?? comparison(reader);
}

function testFunction(reader: TokenReader): Condition | undefined {
  switch (reader.peek()?.text) {
    case 'attribute_exists':
      return { is: 'exists', of: argumentsOf(reader, 1)[0] };
    case 'attribute_not_exists':
      return { is: 'missing', of: argumentsOf(reader, 1)[0] };
    case 'begins_with':
      return ofTwo(reader, 'begins_with');
    case 'contains':
      return ofTwo(reader, 'contains');
    case 'attribute_type':
      return ofTwo(reader, 'attribute_type');
    default:
      return undefined;
  }
}

function ofTwo(reader: TokenReader, is: 'begins_with' | 'contains' | 'attribute_type'): Condition {
  const [of, part = of] = argumentsOf(reader, 2);
  return { is, of, part };
}

function argumentsOf(reader: TokenReader, count: number): [Operand, ...Operand[]] {
  reader.next();
  reader.demand('(');
  const list: [Operand, ...Operand[]] = [operand(reader)];
  while (reader.take(',')) list.push(operand(reader));
  reader.demand(')');
  if (list.length !== count) throw reader.unexpected();
  return list;
}

function comparison(reader: TokenReader): Condition {
  const left = operand(reader);
  if (reader.take('BETWEEN')) {
    const low = operand(reader);
    reader.demand('AND');
    return { is: 'between', of: left, low, high: operand(reader) };
  }
  if (reader.take('IN')) {
    reader.demand('(');
    const list = [operand(reader)];
    while (reader.take(',')) list.push(operand(reader));
    reader.demand(')');
    return { is: 'in', of: left, list };
  }
  const sign = COMPARATORS.find((one) => reader.take(one));
  if (sign === undefined) throw reader.unexpected();
  return { is: 'compare', sign, left, right: operand(reader) };
}

/** An attribute, a value, or `size` of an attribute. */
export function operand(reader: TokenReader): Operand {
  const { kind, text } = reader.next();
  if (kind === 'value') return { is: 'value', name: text };
  if (kind === 'alias') return { is: 'alias', name: text };
  if (kind !== 'name') throw reader.unexpected();
  if (text !== 'size' || !reader.take('(')) return { is: 'attribute', name: plainName(text) };
  const of = operand(reader);
  reader.demand(')');
  return { is: 'size', of };
}
