import * as z from 'zod';

/** What of a JSON Schema's property the form reads; everything else is left to the check. */
const propertySchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  format: z.string().optional(),
  maxLength: z.number().optional(),
  items: z.unknown().optional(),
});
type Property = z.infer<typeof propertySchema>;

const objectSchema = z.object({
  type: z.literal('object').optional(),
  properties: z.record(z.string(), propertySchema),
  required: z.array(z.string()).optional(),
});

/** What one value is filled in with. */
export type ItemKind =
  | { kind: 'text' | 'long-text' | 'number' | 'boolean' | 'date' | 'date-time' }
  | { kind: 'choice'; options: readonly unknown[] };

/** How a field is filled in. `json` is for what has no field of its own. */
export type FieldKind = ItemKind | { kind: 'json' } | { kind: 'list'; of: ItemKind };

export type FormField = FieldKind & {
  name: string;
  label: string;
  help: string;
  isRequired: boolean;
  default: unknown;
};

/** Texts that may be longer than this get room for several lines, in characters. */
const LONG = 200;

/** The fields of a JSON Schema object, in its order; `undefined` for a schema that is no object with properties. */
export function formFields(schema: Record<string, unknown>): FormField[] | undefined {
  const parsed = objectSchema.safeParse(schema);
  if (!parsed.success) return undefined;
  const { properties, required = [] } = parsed.data;
  return Object.entries(properties).map(([name, property]) => ({
    ...kindOf(property),
    name,
    label: property.title ?? name,
    help: property.description ?? '',
    isRequired: required.includes(name),
    default: property.default,
  }));
}

function kindOf(property: Property): FieldKind {
  if (property.enum !== undefined) return { kind: 'choice', options: property.enum };
  switch (property.type) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'number':
    case 'integer':
      return { kind: 'number' };
    case 'array':
      return listKind(property.items);
    case 'string':
    case undefined:
      return { kind: textKind(property) };
    default:
      return { kind: 'json' };
  }
}

function textKind({ format, maxLength = 0 }: Property): 'text' | 'long-text' | 'date' | 'date-time' {
  if (format === 'date' || format === 'date-time') return format;
  return format === 'multiline' || format === 'textarea' || maxLength > LONG ? 'long-text' : 'text';
}

function listKind(items: unknown): FieldKind {
  const { data } = propertySchema.safeParse(items);
  if (data === undefined || (data.type === undefined && data.enum === undefined)) return { kind: 'json' };
  const of = kindOf(data);
  return of.kind === 'list' || of.kind === 'json' ? { kind: 'json' } : { kind: 'list', of };
}
