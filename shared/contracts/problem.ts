import * as z from 'zod';

export const PROBLEM_CODES = [
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'ACTION_NOT_ALLOWED',
  'CONFLICT',
  'TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'IDEMPOTENCY_MISMATCH',
  'RATE_LIMITED',
  'INTERNAL',
  'UNAVAILABLE',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Every error code of the contract with its HTTP status and title. */
export const PROBLEMS: Readonly<Record<ProblemCode, { status: number; title: string }>> = {
  BAD_REQUEST: { status: 400, title: 'The request is not valid' },
  UNAUTHENTICATED: { status: 401, title: 'A valid token is needed' },
  FORBIDDEN: { status: 403, title: 'Permission is missing' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  ACTION_NOT_ALLOWED: { status: 409, title: 'The action is not allowed now' },
  CONFLICT: { status: 409, title: 'The request conflicts with the current state' },
  TOO_LARGE: { status: 413, title: 'Too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body has to be JSON' },
  IDEMPOTENCY_MISMATCH: { status: 422, title: 'The Idempotency-Key was used for another request' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  UNAVAILABLE: { status: 503, title: 'Not available at the moment' },
};

export const PROBLEM_TYPE = 'application/problem+json';

/** What a problem with this code always carries (RFC 9457). */
export function problemHead(code: ProblemCode) {
  return { type: `urn:agent-sessions:problem:${code}`, ...PROBLEMS[code], code };
}

const fieldErrorSchema = z.object({
  /** The field: dotted in the body (`tools.0.name`), or the name of the parameter or header. */
  path: z.string(),
  message: z.string(),
});
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** RFC 9457. Never holds a stack. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(PROBLEM_CODES),
    detail: z.string(),
    errors: z.array(fieldErrorSchema).optional(),
    /** With FORBIDDEN: the permission that is missing. */
    permission: z.string().optional(),
    /** With ACTION_NOT_ALLOWED: the session's status and what is allowed in it. */
    sessionStatus: z.string().optional(),
    actions: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
