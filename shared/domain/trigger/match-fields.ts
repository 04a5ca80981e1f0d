import type { Condition } from './pattern-condition.ts';

/** A field of a pattern: where it is, and its conditions, of which one has to hold. */
export type Field = { path: readonly string[]; conditions: readonly Condition[] };

/**
 * Whether an event has all the fields. Of an array, one element has to match; fields below the same array have to be found in the
 * same element of it. Objects, empty arrays and missing names are no values: `exists` looks at leaves only.
 */
export function matchesFields(event: unknown, fields: readonly Field[]): boolean {
  const present: Field[] = [];
  for (const field of fields) {
    if (!field.conditions.includes('ABSENT')) present.push(field);
    // A field is absent when no part of the event has it, in whichever element.
    else if (hasLeaf(event, field.path)) present.push(field);
  }
  return matchesBelow(event, present, 0);
}

function matchesBelow(value: unknown, fields: readonly Field[], depth: number): boolean {
  if (fields.length === 0) return true;
  if (Array.isArray(value)) return elementsOf(value).some((element) => matchesBelow(element, fields, depth));
  if (!isObject(value)) return fields.every((field) => field.path.length === depth && passes(field, value));
  const groups = Map.groupBy(fields, ({ path }) => path[depth]);
  return [...groups].every(
    ([name, group]) => name !== undefined && Object.hasOwn(value, name) && matchesBelow(value[name], group, depth + 1),
  );
}

function passes({ conditions }: Field, value: unknown): boolean {
  return conditions.some((condition) => condition !== 'ABSENT' && condition(value));
}

function hasLeaf(value: unknown, path: readonly string[], depth = 0): boolean {
  if (Array.isArray(value)) return elementsOf(value).some((element) => hasLeaf(element, path, depth));
  if (!isObject(value)) return depth === path.length;
  const name = path[depth];
  return name !== undefined && Object.hasOwn(value, name) && hasLeaf(value[name], path, depth + 1);
}

/** An array's elements, arrays inside it unfolded. Not by recursion: an event may nest as deep as it likes. */
function elementsOf(array: readonly unknown[]): unknown[] {
  const elements: unknown[] = [];
  const left: unknown[] = [...array].reverse();
  while (left.length > 0) {
    const next = left.pop();
    if (Array.isArray(next)) for (const inner of next.toReversed()) left.push(inner);
    else elements.push(next);
  }
  return elements;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
