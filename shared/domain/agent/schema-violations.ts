import { Validator } from '@cfworker/json-schema';

export type SchemaViolation = { path: string; message: string };

/** More would not help a reader, and an array of a thousand wrong items would give a thousand. */
const MAX_VIOLATIONS = 20;

/**
 * What of `value` breaks the JSON Schema (2020-12); empty when nothing does. `path` is dotted, `''` the value itself.
 * Never throws: a schema that can't be applied (a broken keyword, a `$ref` to elsewhere, endless recursion) is a violation
 * too, so that nothing passes unchecked. `brokenSchema` finds such schemas when they are saved.
 */
export function schemaViolations(schema: Record<string, unknown>, value: unknown): SchemaViolation[] {
  try {
    // A copy: the validator notes its findings in the schema's own objects, and a value has to be JSON for it.
    const validator = new Validator(structuredClone(schema), '2020-12', false);
    const { valid, errors } = validator.validate(structuredClone(value));
    if (valid) return [];
    const leaves = errors.filter(({ keyword }) => !SUMMARIES.includes(keyword));
    return (leaves.length > 0 ? leaves : errors)
      .slice(0, MAX_VIOLATIONS)
      .map(({ instanceLocation, keyword, error }) => ({
        path: dotted(instanceLocation),
        message: keyword === 'false' ? 'Is not a field here.' : error,
      }));
  } catch (error) {
    const reason = error instanceof RangeError ? 'it goes too deep, or refers to itself without end' : firstLine(error);
    return [{ path: '', message: `The JSON Schema can't be applied: ${reason}.` }];
  }
}

/** Keywords whose error only says that one below it failed. */
const SUMMARIES = [
  '$ref',
  'properties',
  'patternProperties',
  'items',
  'prefixItems',
  'allOf',
  'if',
  'additionalProperties',
];

function dotted(pointer: string): string {
  return pointer
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]?.replace(/\.$/, '') ?? '';
}
