import { isRecord } from '../../../../shared/domain/session/call-arguments.ts';
import { invalid } from './refused.ts';

/** An item as the document client has it: plain values, sets, and bytes as `Uint8Array`. */
export type Item = Record<string, unknown>;

/** In JSON text, bytes and sets are objects with this one name; no name of an attribute may begin with its first character. */
const BYTES = '\u0000bytes';
const SET = '\u0000set';
const ESCAPED = '"\\u0000';

/** The item as JSON text. What is undefined is left out; what DynamoDB can't hold is refused. */
export function itemText(item: Item): string {
  return JSON.stringify(storable(item));
}

export function itemOf(text: string): Item {
  const item: unknown = JSON.parse(text);
  const restored = text.includes(ESCAPED) ? restore(item) : item;
  if (!isRecord(restored)) throw new Error('An item of the laptop is not an object.');
  return restored;
}

/** The same value where JSON holds it as it is. */
function storable(value: unknown): unknown {
  if (value === null) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      throw invalid(`${value} is not a number that DynamoDB holds.`);
    case 'object':
      return storableObject(value);
    default:
      throw invalid(`A value of the type ${typeof value} can't be stored.`);
  }
}

function storableObject(value: object): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(storable);
  if (value instanceof Uint8Array) return { [BYTES]: Buffer.from(value).toString('base64') };
  if (value instanceof Set) {
    if (value.size === 0) throw invalid('An empty set is not allowed.');
    return { [SET]: [...value].map(storable) };
  }
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  if (entries.some(([name]) => name.startsWith('\u0000'))) {
    throw invalid("The laptop's DynamoDB does not store attributes whose name begins with NUL.");
  }
  return Object.fromEntries(entries.map(([name, one]) => [name, storable(one)]));
}

function restore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restore);
  if (!isRecord(value)) return value;
  const { [BYTES]: bytes, [SET]: set } = value;
  if (typeof bytes === 'string') return new Uint8Array(Buffer.from(bytes, 'base64'));
  if (Array.isArray(set)) return new Set(set.map(restore));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, restore(one)]));
}
