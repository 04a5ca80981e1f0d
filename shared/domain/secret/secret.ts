import * as z from 'zod';
import { actorSchema } from '../session/actor.ts';

/** Longest value in characters: a header of more is refused by most servers. */
const MAX_VALUE = 16_384;
/** Anything shorter can be guessed, and taking it out of a tool's output would tear ordinary words. */
export const MIN_VALUE = 8;

export const secretNameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must begin with a letter and go on with up to 63 letters, digits, _ and -');

/** One line of ASCII, as headers carry it; the messages never hold the value. */
const valueSchema = z
  .string()
  .min(MIN_VALUE, `must have at least ${MIN_VALUE} characters: a shorter one can be guessed`)
  .max(MAX_VALUE, `must have at most ${MAX_VALUE} characters`)
  .regex(
    /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/,
    'must be one line of printable ASCII without a space at its ends, since it is sent in a header; take away line breaks, or encode it as base64',
  );

/** What a person puts. The value goes in here and never comes out again. */
export const secretInputSchema = z.strictObject({
  value: valueSchema.meta({ description: 'Sent in headers by tools of that origin. It is never answered.' }),
  origin: z
    .string()
    .min(1)
    .max(300)
    .meta({ description: 'The only origin to which tools send it: https://host or https://host:port.' }),
  description: z.string().max(500).default(''),
});

/** What is told of a secret. */
export const secretSchema = z.object({
  name: z.string(),
  origin: z.string(),
  description: z.string(),
  /** Grows with each change. */
  version: z.number().int().positive(),
  createdAt: z.string(),
  createdBy: actorSchema,
  updatedAt: z.string(),
  updatedBy: actorSchema,
});

/** What a tool needs of a secret: kept together, so that a value is never paired with another value's origin. */
export const boundValueSchema = z.object({ value: z.string(), origin: z.string() });
export type BoundValue = z.infer<typeof boundValueSchema>;
