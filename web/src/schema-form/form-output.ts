import * as z from 'zod';
import { schemaViolations } from '../../../shared/domain/agent/schema-violations.ts';
import { localDateTime } from '../time/local-date-time.ts';
import { type FieldKind, type FormField, formFields, type ItemKind } from './form-fields.ts';

/** What is in the fields, as text. A choice holds the place of its option; a list is what `listText` makes of its items' texts. */
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

/** Whether the items of a list are lines of one text. Others are a JSON list of texts, since they may hold line ends or none. */
export function isLines({ kind }: ItemKind): boolean {
  return kind === 'text' || kind === 'number';
}

/** The texts of a list's items. */
export function listItems(text: string): string[] {
  const { data } = itemsSchema.safeParse(text === '' ? [] : readJson(text).value);
  return data ?? [];
}

/** The items' texts as the one text of their field; empty without items. */
export function listText(items: readonly string[]): string {
  return items.length === 0 ? '' : JSON.stringify(items);
}

const itemsSchema = z.array(z.string());

type Read = { value?: unknown; error?: string };

function readField(field: FormField, text: string): Read {
  if (field.kind === 'list') return readList(text, field.of);
  return field.kind === 'json' ? readJson(text) : readItem(field, text);
}

function readItem(field: ItemKind, text: string): Read {
  switch (field.kind) {
    case 'number':
      return readNumber(text);
    case 'boolean':
      return { value: text === 'true' };
    case 'choice':
      return { value: field.options[Number(text)] };
    case 'date-time':
      return readTime(text);
    default:
      return { value: text };
  }
}

function readTime(text: string): Read {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? { error: 'This has to be a date and a time.' } : { value: time.toISOString() };
}

function readNumber(text: string): Read {
  const value = Number(text.trim());
  return Number.isFinite(value) ? { value } : { error: 'This has to be a number.' };
}

function readList(text: string, of: ItemKind): Read {
  const items = isLines(of) ? text.split('\n') : listItems(text);
  const value: unknown[] = [];
  for (const [index, item] of items.entries()) {
    // An empty line, or a row that nobody filled in, is no item.
    if (item.trim() === '') continue;
    const read = readItem(of, item);
    if (read.error !== undefined) return { error: `${isLines(of) ? 'Line' : 'Item'} ${index + 1}: ${read.error}` };
    value.push(read.value);
  }
  return { value };
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

function asText(field: FieldKind, value: unknown): string {
  if (field.kind === 'list') {
    if (!Array.isArray(value)) return '';
    const items = value.map((item) => asText(field.of, item));
    return isLines(field.of) ? items.join('\n') : listText(items);
  }
  if (field.kind === 'choice') return String(field.options.indexOf(value));
  if (field.kind === 'date-time') return localDateTime(String(value));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
