import * as z from 'zod';
import type { Item } from './item-text.ts';
import { invalid } from './refused.ts';

/** DynamoDB's JSON of a value: its type, and the value as text. */
type WireValue = Record<string, unknown>;

const wireValueSchema: z.ZodType<WireValue> = z
  .record(z.string(), z.unknown())
  .refine((value) => Object.keys(value).length === 1);
const wireItemSchema = z.record(z.string(), wireValueSchema);
const textsSchema = z.array(z.string());

/** An item, a key or the values of an expression, from what came over the wire. */
export function itemFromWire(value: unknown): Item {
  const parsed = wireItemSchema.safeParse(value);
  if (!parsed.success)
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  return Object.fromEntries(Object.entries(parsed.data).map(([name, one]) => [name, fromWire(one)]));
}

function fromWire(value: WireValue): unknown {
  const [[type, content] = ['', undefined]] = Object.entries(value);
  switch (type) {
    case 'S':
      return z.string().parse(content);
    case 'N':
      return numberOf(z.string().parse(content));
    case 'BOOL':
      return z.boolean().parse(content);
    case 'NULL':
      return null;
    case 'B':
      return bytesOf(z.string().parse(content));
    case 'SS':
      return new Set(textsSchema.parse(content));
    case 'NS':
      return new Set(textsSchema.parse(content).map(numberOf));
    case 'BS':
      return new Set(textsSchema.parse(content).map(bytesOf));
    case 'L':
      return z.array(wireValueSchema).parse(content).map(fromWire);
    case 'M':
      return itemFromWire(content);
    default:
      throw invalid(`There is no data type ${type}.`);
  }
}

function numberOf(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw invalid('The parameter cannot be converted to a numeric value');
  return number;
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

export function itemToWire(item: Item): WireValue {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueToWire(value)]));
}

/** A value as the wire has it: its type, and the value as text. */
export function valueToWire(value: unknown): WireValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null || typeof value !== 'object') return { NULL: true };
  if (value instanceof Uint8Array) return { B: base64Of(value) };
  if (value instanceof Set) return setToWire([...value]);
  if (Array.isArray(value)) return { L: value.map(valueToWire) };
  return { M: itemToWire({ ...value }) };
}

function setToWire(values: unknown[]): WireValue {
  if (values.every((value) => typeof value === 'number')) return { NS: values.map(String) };
  if (values.every((value) => value instanceof Uint8Array)) return { BS: values.map(base64Of) };
  return { SS: values };
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
