import * as z from 'zod';
import { failureSchema } from './error-category.ts';

/** How a called session ended, as its caller is told: an agent as the output of its tool, a workflow as the result of its task. */
export const sessionResultSchema = z.object({
  status: z.enum(['completed', 'failed', 'canceled']),
  sessionId: z.string(),
  /** The final response; null when there is none. */
  lastMessage: z.string().nullable(),
  /** Why it failed. */
  error: failureSchema.optional(),
});
export type SessionResult = z.infer<typeof sessionResultSchema>;
