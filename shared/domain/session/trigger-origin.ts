import * as z from 'zod';

/** The six ways in which a session starts (design, section 1). */
export const TRIGGER_TYPES = ['MANUAL', 'SCHEDULE', 'API', 'EVENT', 'AGENT', 'JOB'] as const;
export const triggerTypeSchema = z.enum(TRIGGER_TYPES);
export type TriggerType = z.infer<typeof triggerTypeSchema>;

/** What started a session: the type, and the name (and id) of the person, trigger, calling agent or calling workflow. */
export const triggerOriginSchema = z.object({
  type: triggerTypeSchema,
  source: z.object({ name: z.string(), id: z.string().optional() }),
});
export type TriggerOrigin = z.infer<typeof triggerOriginSchema>;

/** The session or job that called this session and waits for its end. */
export const callerSchema = z.object({
  kind: z.enum(['session', 'job']),
  id: z.string(),
  /** The `seq` of the caller's tool call; only a session has one. */
  seq: z.number().int().positive().optional(),
});
export type Caller = z.infer<typeof callerSchema>;
