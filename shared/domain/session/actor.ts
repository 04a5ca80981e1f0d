import * as z from 'zod';

/** Who did something: the subject of a token, with the name it carries. */
export const actorSchema = z.object({ userId: z.string(), name: z.string() });
export type Actor = z.infer<typeof actorSchema>;
