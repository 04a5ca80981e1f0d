import * as z from 'zod';

/** Why a session or a call failed, as the HTTP contract names it. */
export const ERROR_CATEGORIES = [
  'MODEL_REFUSED',
  'MODEL_UNAVAILABLE',
  'BUDGET_SPENT',
  'NO_PROGRESS',
  'INVALID_DEFINITION',
  'INVALID_INPUT',
  'UNKNOWN_TOOL',
  'TOOL_FAILED',
  'TOOL_TIMEOUT',
  'TOOL_REFUSED_ADDRESS',
  'OUTPUT_TOO_LARGE',
  'OUTCOME_UNKNOWN',
  'APPROVAL_REFUSED',
  'CALLED_SESSION_FAILED',
  'CALLED_SESSION_CANCELED',
  'JOB_FAILED',
  'TOO_MANY_CALLS',
  'INTERNAL',
] as const;

export const errorCategorySchema = z.enum(ERROR_CATEGORIES);
export type ErrorCategory = z.infer<typeof errorCategorySchema>;

/** A failure as people read it: what kind, and a sentence that says what happened to which thing. */
export const failureSchema = z.object({ category: errorCategorySchema, message: z.string().max(2_000) });
export type Failure = z.infer<typeof failureSchema>;
