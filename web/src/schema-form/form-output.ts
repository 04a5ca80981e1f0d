import { schemaViolations } from '../../../shared/domain/agent/schema-violations.ts';
import { type FormField, formFields } from './form-fields.ts';

/** What is in the fields, as text. A list has a line for each; a choice holds the place of its option. */
export type FormValues = Readonly<Record<string, string>>;

/** What the form gives, or what of it does not fit, by field; `''` is the whole. */
export type FormOutput =
  | { output: unknown; errors?: undefined }
  | { output?: undefined; errors: Record<string, string> };

/** The field that stands for the whole value where the schema has no fields. */
export const WHOLE = '$';

/** What is in the fields at first: the schema's defaults. */
export function firstValues(fields: readonly FormField[], given: Readonly<Record<string, unknown>> = {}): FormValues {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = given[field.name] ?? field.default;
      return value === undefined ? [] : [[field.name, asText(field, value)]];
    }),
  );
}

/** Reads the fields and checks the whole against the schema, as the service will. */
export function formOutput(schema: Record<string, unknown>, values: FormValues): FormOutput {
  const fields = formFields(schema);
  const read = fields === undefined ? readWhole(values) : readFields(fields, values);
  if (read.errors !== undefined) return read;
  const errors: Record<string, string> = {};
  for (const { path, message } of schemaViolations(schema, read.output)) {
    const name = path.split('.')[0] ?? '';
    errors[name] ??= message;
  }
  return Object.keys(errors).length === 0 ? read : { errors };
}

function readFields(fields: readonly FormField[], values: FormValues): FormOutput {
  const output: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const text = values[field.name] ?? '';
    if (text.trim() === '') {
      if (field.isRequired) errors[field.name] = field.kind === 'boolean' ? 'Choose yes or no.' : 'Fill this in.';
      continue;
    }
    const { value, error } = readField(field, text);
    if (error === undefined) output[field.name] = value;
    else errors[field.name] = error;
  }
  return Object.keys(errors).length === 0 ? { output } : { errors };
}

type Read = { value?: unknown; error?: string };

function readField(field: FormField, text: string): Read {
  switch (field.kind) {
    case 'number':
      return readNumber(text);
    case 'boolean':
      return { value: text === 'true' };
    case 'choice':
      return { value: field.options[Number(text)] };
    case 'date-time':
      return { value: new Date(text).toISOString() };
    case 'list':
      return readList(text, field.of);
    case 'json':
      return readJson(text);
    default:
      return { value: text };
  }
}

function readNumber(text: string): Read {
  const value = Number(text.trim());
  return Number.isFinite(value) ? { value } : { error: 'This has to be a number.' };
}

function readList(text: string, of: 'text' | 'number'): Read {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (of === 'text') return { value: lines };
  const numbers = lines.map(Number);
  return numbers.every(Number.isFinite) ? { value: numbers } : { error: 'Every line has to be a number.' };
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: `This is not JSON: ${error instanceof Error ? error.message : ''}` };
  }
}

function readWhole(values: FormValues): FormOutput {
  const { value, error } = readJson(values[WHOLE] ?? '');
  return error === undefined ? { output: value } : { errors: { [WHOLE]: error } };
}

function asText(field: FormField, value: unknown): string {
  if (field.kind === 'choice') return String(field.options.indexOf(value));
  if (field.kind === 'list' && Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
