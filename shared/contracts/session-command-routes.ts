import * as z from 'zod';
import { SESSION_ACTIONS } from '../domain/session/session-actions.ts';
import { sessionStatusSchema } from '../domain/session/session-status.ts';
import { idSchema } from './pagination.ts';
import { PROBLEM_CODES } from './problem.ts';
import { defineRoute } from './route.ts';
import { sessionSchema } from './session-schemas.ts';

const params = z.strictObject({ sessionId: idSchema });
const tag = 'Sessions';
const bodySchema = z.strictObject({
  reason: z.string().max(1_000).optional().meta({ description: 'Kept in the activity.' }),
});

/** The receipt of a command: the session as it is now, and the calls that a pause or cancel still waits for. */
const receiptSchema = z
  .object({
    session: sessionSchema,
    changed: z.boolean().meta({ description: 'False: the session was already there.' }),
    inFlight: z.array(
      z.object({ seq: z.number().int(), toolName: z.string(), startedAt: z.iso.datetime({ precision: 3 }) }),
    ),
  })
  .meta({ id: 'Receipt' });

/** What became of one session of a bulk action. */
export const BULK_OUTCOMES = ['applied', 'unchanged', 'refused', 'forbidden', 'not_found', 'failed'] as const;
const bulkResultSchema = z
  .object({
    sessionId: z.string(),
    outcome: z.enum(BULK_OUTCOMES),
    status: sessionStatusSchema.optional().meta({ description: 'After the action; absent where the session is gone.' }),
    code: z
      .enum(PROBLEM_CODES)
      .optional()
      .meta({ description: 'Why it was not done. UNAVAILABLE may be tried again.' }),
  })
  .meta({ id: 'BulkResult' });
export type BulkResult = z.infer<typeof bulkResultSchema>;

const command = {
  method: 'POST',
  tag,
  servedBy: 'command',
  params,
  body: bodySchema,
  bodyOptional: true,
  status: 200,
  response: receiptSchema,
  errors: [404, 409, 413, 415, 503],
} as const;

export const sessionCommandRoutes = {
  pauseSession: defineRoute({
    ...command,
    operationId: 'pauseSession',
    path: '/sessions/{sessionId}/pause',
    summary: 'Pause a session; calls in flight finish on their own',
    permission: 'sessions:pause',
  }),
  resumeSession: defineRoute({
    ...command,
    operationId: 'resumeSession',
    path: '/sessions/{sessionId}/resume',
    summary: 'Resume a paused session',
    permission: 'sessions:pause',
  }),
  cancelSession: defineRoute({
    ...command,
    operationId: 'cancelSession',
    path: '/sessions/{sessionId}/cancel',
    summary: 'Cancel a session for good; no further tool call starts',
    permission: 'sessions:cancel',
  }),
  deleteSession: defineRoute({
    operationId: 'deleteSession',
    method: 'DELETE',
    path: '/sessions/{sessionId}',
    summary: 'Delete an ended session with its activity',
    tag,
    permission: 'sessions:delete',
    servedBy: 'command',
    params,
    status: 204,
    errors: [404, 409, 503],
  }),
  bulkSessions: defineRoute({
    operationId: 'bulkSessions',
    method: 'POST',
    path: '/sessions/bulk',
    summary: 'Do one action with many sessions, each on its own',
    tag,
    // Up to 100 changes in one request: two of them a second for a user are plenty.
    cost: 10,
    // The action's own permission is judged per session, with the outcome `forbidden`.
    permission: 'sessions:read',
    servedBy: 'command',
    body: z.strictObject({
      action: z.enum(SESSION_ACTIONS),
      sessionIds: z
        .array(idSchema)
        .min(1)
        .max(100)
        .refine((ids) => new Set(ids).size === ids.length, 'names a session twice'),
    }),
    status: 200,
    response: z.object({
      results: z.array(bulkResultSchema),
      counts: z.record(z.enum(BULK_OUTCOMES), z.number().int()),
    }),
    errors: [413, 415],
  }),
};
