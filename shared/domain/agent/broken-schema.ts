import * as z from 'zod';
import type { SchemaViolation } from './schema-violations.ts';

/** A schema nests its subschemas at most this deep; people's own stay below ten. */
const MAX_DEPTH = 64;
/** Subschemas that may be tried on one and the same value, `$ref`s followed: more is doubling, not describing. */
const MAX_APPLIED = 2_000;
const MAX_PATTERN_LENGTH = 500;

type Json = Record<string, unknown>;

const count = z.number().int().nonnegative();
const names = z.array(z.string());
const type = z.enum(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
const pattern = z.string().max(MAX_PATTERN_LENGTH).refine(isSafePattern, {
  error: 'is not a regular expression, or repeats a repetition, which can take for ever',
});
const subschema: z.ZodType = z.lazy(() => z.union([z.boolean(), keywords]));
const schemaMap = z.record(z.string(), subschema);
const schemaList = z.array(subschema).min(1);

/** The keywords that are applied (JSON Schema 2020-12), with the form that each must have; others are annotations. */
const keywords = z.looseObject({
  $ref: z
    .string()
    .regex(/^#(\/|$)/, 'refers to elsewhere: only references inside the same schema, "#/…", can be followed')
    .optional(),
  $id: z.never('is not supported: refer by "#/…" instead').optional(),
  $anchor: z.never('is not supported: refer by "#/…" instead').optional(),
  $dynamicRef: z.never('is not supported: use "$ref" instead').optional(),
  $recursiveRef: z.never('is not supported: use "$ref" instead').optional(),
  $defs: schemaMap.optional(),
  definitions: schemaMap.optional(),
  type: z.union([type, z.array(type).min(1)]).optional(),
  enum: z.array(z.unknown()).min(1).optional(),
  properties: schemaMap.optional(),
  patternProperties: z.record(pattern, subschema).optional(),
  additionalProperties: subschema.optional(),
  unevaluatedProperties: subschema.optional(),
  propertyNames: subschema.optional(),
  required: names.optional(),
  dependentRequired: z.record(z.string(), names).optional(),
  dependentSchemas: schemaMap.optional(),
  minProperties: count.optional(),
  maxProperties: count.optional(),
  items: subschema.optional(),
  prefixItems: schemaList.optional(),
  contains: subschema.optional(),
  unevaluatedItems: subschema.optional(),
  minContains: count.optional(),
  maxContains: count.optional(),
  minItems: count.optional(),
  maxItems: count.optional(),
  uniqueItems: z.boolean().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().positive().optional(),
  minLength: count.optional(),
  maxLength: count.optional(),
  pattern: pattern.optional(),
  format: z.string().optional(),
  not: subschema.optional(),
  if: subschema.optional(),
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema.
  then: subschema.optional(),
  else: subschema.optional(),
  allOf: schemaList.optional(),
  anyOf: schemaList.optional(),
  oneOf: schemaList.optional(),
});

/** What is wrong with a JSON Schema that a person wrote: empty when `schemaViolations` can apply it. Never throws. */
export function brokenSchema(schema: Record<string, unknown>): SchemaViolation[] {
  if (depthOf(schema, MAX_DEPTH) > MAX_DEPTH) return [{ path: '', message: `nests deeper than ${MAX_DEPTH} levels` }];
  const { error } = keywords.safeParse(schema);
  if (error !== undefined) return error.issues.flatMap((issue) => describe(issue));
  return brokenReference(schema);
}

/** An error inside a union is told by its deepest reading: the one as an object, not the one as a boolean. */
function describe(issue: z.core.$ZodIssue, above: PropertyKey[] = []): SchemaViolation[] {
  const path = [...above, ...issue.path];
  const asObject = issue.code === 'invalid_union' ? issue.errors.at(-1) : undefined;
  if (asObject?.some(({ path: below }) => below.length > 0)) return asObject.flatMap((inner) => describe(inner, path));
  return [{ path: path.map(String).join('.'), message: issue.message }];
}

/** Follows what is applied to one and the same value, to find a `$ref` to nothing, a circle, and doubling. */
function brokenReference(root: Json): SchemaViolation[] {
  const sizes = new Map<Json, number>();
  const open = new Set<Json>();
  const appliedBy = (schema: unknown): number => {
    if (!isObject(schema)) return 1;
    const known = sizes.get(schema);
    if (known !== undefined) return known;
    if (open.has(schema)) throw new BrokenReference('refers to itself without end');
    open.add(schema);
    const size = inPlace(schema, root).reduce((sum: number, each) => sum + appliedBy(each), 1);
    if (size > MAX_APPLIED) throw new BrokenReference(`applies more than ${MAX_APPLIED} subschemas to one value`);
    open.delete(schema);
    sizes.set(schema, size);
    return size;
  };
  try {
    for (const schema of everySubschema(root)) appliedBy(schema);
    return [];
  } catch (error) {
    if (error instanceof BrokenReference) return [{ path: '', message: error.message }];
    throw error;
  }
}

class BrokenReference extends Error {}

/** The subschemas that are applied to the same value as the schema itself. */
function inPlace(schema: Json, root: Json): unknown[] {
  const lists = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const dependent = isObject(schema.dependentSchemas) ? Object.values(schema.dependentSchemas) : [];
  const singles = [schema.not, schema.if, schema.then, schema.else].filter((each) => each !== undefined);
  const target = typeof schema.$ref === 'string' ? [resolve(schema.$ref, root)] : [];
  return [...lists, ...dependent, ...singles, ...target];
}

function resolve(reference: string, root: Json): unknown {
  const parts = reference.slice(1).split('/').slice(1);
  const target = parts.reduce<unknown>((at, part) => {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    return (isObject(at) || Array.isArray(at)) && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined;
  }, root);
  if (target === undefined) throw new BrokenReference(`refers to "${reference}", which the schema does not hold`);
  return target;
}

function everySubschema(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(everySubschema);
  return isObject(value) ? [value, ...Object.values(value).flatMap(everySubschema)] : [];
}

/** How deep a value nests, looked at down to `limit` + 1. */
function depthOf(value: unknown, limit: number): number {
  if (limit < 0 || typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner, limit - 1)));
}

/** `(a+)+`: a repeated group that is nothing but a repetition makes matching exponential in the length of the text. */
const REPEATED_REPETITION = /\((\?:)?(\[[^\]]*\]|\\?[^()])[+*]\)[+*{]/;

function isSafePattern(text: string): boolean {
  if (REPEATED_REPETITION.test(text)) return false;
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
