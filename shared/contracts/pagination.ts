import * as z from 'zod';

/** How many rows a page has at most: a whole number from 1 to `most`. Query values are text. */
export function pageLimit({ most, usual }: { most: number; usual: number }) {
  return z
    .string()
    .regex(/^\d{1,4}$/, `has to be a whole number from 1 to ${most}`)
    .transform(Number)
    .pipe(z.number().min(1).max(most))
    .default(usual)
    .meta({ override: { type: 'integer', minimum: 1, maximum: most, default: usual, pattern: undefined } });
}

/** Opaque: the `nextCursor` of the page before. */
export const cursorSchema = z.string().min(1).max(2_000);

/** A page of rows; `nextCursor` is null on the last one. A page may be short although there is a next one. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({ items: z.array(row), nextCursor: z.string().nullable() });
}

/** A query parameter that may be given several times: the gateway joins the values with commas. */
export function repeatable<Value extends z.ZodType>(value: Value) {
  return z.preprocess((text) => (typeof text === 'string' ? text.split(',') : text), z.array(value).min(1).max(20));
}

/** An id in a path. A malformed one is simply not found; the bound keeps it within a table's key. */
export const idSchema = z.string().min(1).max(200);
