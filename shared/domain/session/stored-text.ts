import * as z from 'zod';

/** Text of up to this many UTF-8 bytes stays in the item; longer text is put under its own immutable key (design, section 4). */
export const INLINE_BYTES = 4_096;
/** The most that is kept of one body, in UTF-8 bytes; what is longer is cut there and flagged (design, section 4). */
export const MAX_BODY_BYTES = 2_097_152;

/** Where a long text is: the hash of its bytes, its length, in how many stored parts, and whether it was cut. */
export const bodyReferenceSchema = z.object({
  id: z.string(),
  bytes: z.number().int().nonnegative(),
  parts: z.number().int().positive(),
  cut: z.boolean(),
});
export type BodyReference = z.infer<typeof bodyReferenceSchema>;

/** A text, or a JSON value as text, as an item keeps it: in place when short, by reference when long. */
export const storedTextSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ body: bodyReferenceSchema, preview: z.string().optional() }),
]);
export type StoredText = z.infer<typeof storedTextSchema>;
