import * as z from 'zod';

/** What of a conversation the model is not shown any more; it only ever grows. */
export const leftOutSchema = z.object({
  /** Outputs of the tools of turns up to this one. */
  outputsThrough: z.number().int().nonnegative(),
  /** Turns up to this one, whole. */
  turnsThrough: z.number().int().nonnegative(),
  /** Of outputs that are shown: what is beyond so many bytes. */
  outputBytes: z.number().int().positive().optional(),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** A conversation grew too long for its model: what was left out before the call. */
export const compactedSchema = z.object({
  leftOut: leftOutSchema,
  leftOutCharacters: z.number().int().nonnegative(),
  estimatedTokensBefore: z.number().int().nonnegative(),
  estimatedTokensAfter: z.number().int().nonnegative(),
});
export type Compacted = z.infer<typeof compactedSchema>;
