import * as z from 'zod';
import { sessionStatusSchema } from '../domain/session/session-status.ts';
import { triggerTypeSchema } from '../domain/session/trigger-origin.ts';
import { ENTRY_KINDS, entryResponseSchema } from './entry-response-schema.ts';
import { cursorSchema, idSchema, pageLimit, pageOf, repeatable } from './pagination.ts';
import { defineRoute } from './route.ts';
import { sessionRowSchema, sessionSchema, sessionSourceSchema } from './session-schemas.ts';

const params = z.strictObject({ sessionId: idSchema });
const tag = 'Sessions';
const searchSchema = z.string().min(1).max(200);
const timeSchema = z.iso.datetime({ offset: true });

/** A `seq` in a URL: text, a whole number from `least`. */
function seqFrom(least: 0 | 1) {
  return z
    .string()
    .regex(/^\d{1,9}$/, `has to be a whole number from ${least}`)
    .transform(Number)
    .pipe(z.number().min(least))
    .meta({ override: { type: 'integer', minimum: least, pattern: undefined } });
}

export const sessionRoutes = {
  listSessions: defineRoute({
    operationId: 'listSessions',
    method: 'GET',
    path: '/sessions',
    summary: 'List sessions, newest start first',
    tag,
    permission: 'sessions:read',
    servedBy: 'read',
    query: z.strictObject({
      status: repeatable(sessionStatusSchema).optional(),
      triggerType: repeatable(triggerTypeSchema).optional(),
      source: z.string().min(1).max(200).optional().meta({ description: 'Exact name of who or what started it.' }),
      agentId: idSchema.optional(),
      project: z.string().min(1).max(63).optional(),
      startedAfter: timeSchema.optional().meta({ description: 'Started at this time or later.' }),
      startedBefore: timeSchema.optional().meta({ description: 'Started before this time.' }),
      search: searchSchema
        .optional()
        .meta({ description: "Part of the agent's name or of the session's id, in any case." }),
      sort: z.enum(['-startedAt', 'startedAt']).default('-startedAt'),
      limit: pageLimit({ most: 100, usual: 50 }),
      cursor: cursorSchema.optional(),
    }),
    status: 200,
    response: pageOf(sessionRowSchema),
  }),
  startSession: defineRoute({
    operationId: 'startSession',
    method: 'POST',
    path: '/sessions',
    summary: 'Start a session of an agent',
    tag,
    permission: 'sessions:start',
    servedBy: 'command',
    body: z.strictObject({ agentId: idSchema, inputs: z.record(z.string(), z.unknown()).optional() }),
    idempotent: true,
    status: 201,
    response: sessionSchema,
    errors: [404, 409, 413, 415, 422, 503],
  }),
  getSession: defineRoute({
    operationId: 'getSession',
    method: 'GET',
    path: '/sessions/{sessionId}',
    summary: 'Get a session',
    tag,
    permission: 'sessions:read',
    servedBy: 'read',
    params,
    status: 200,
    response: sessionSchema,
    errors: [404],
  }),
  listActivity: defineRoute({
    operationId: 'listActivity',
    method: 'GET',
    path: '/sessions/{sessionId}/activity',
    summary: "Read a session's activity in order, from any place, without a gap",
    tag,
    permission: 'sessions:read',
    servedBy: 'read',
    params,
    query: z.strictObject({
      after: seqFrom(0).default(0),
      kind: repeatable(z.enum(ENTRY_KINDS)).optional(),
      limit: pageLimit({ most: 500, usual: 200 }),
    }),
    status: 200,
    response: z.object({
      items: z.array(entryResponseSchema),
      next: z.number().int().meta({
        description:
          'The last `seq` up to which everything, of whatever kind, is there and resolved, at the moment of this answer. To see every change, ask again with `after` = `next` and put each entry over what you have by `seq`. Who paged on with `more` takes the `next` of the first of those pages: an entry may have resolved behind the reader.',
      }),
      more: z.boolean().meta({
        description: 'There are further entries behind the last one of `items`: page on with `after` = its `seq`.',
      }),
      complete: z.boolean().meta({
        description: 'The session is terminal and everything up to its last entry is resolved.',
      }),
    }),
    errors: [404],
  }),
  getEntry: defineRoute({
    operationId: 'getEntry',
    method: 'GET',
    path: '/sessions/{sessionId}/activity/{seq}',
    summary: 'Get one entry with whole bodies',
    tag,
    permission: 'sessions:read',
    servedBy: 'read',
    params: z.strictObject({ sessionId: idSchema, seq: seqFrom(1) }),
    query: z.strictObject({
      part: z
        .enum(['input', 'output'])
        .optional()
        .meta({ description: 'Give only this field whole, the other as a preview.' }),
    }),
    status: 200,
    response: entryResponseSchema,
    errors: [404],
  }),
  listSessionSources: defineRoute({
    operationId: 'listSessionSources',
    method: 'GET',
    path: '/session-sources',
    summary: 'List who and what started sessions, by name',
    tag,
    permission: 'sessions:read',
    servedBy: 'read',
    query: z.strictObject({ triggerType: triggerTypeSchema.optional(), search: searchSchema.optional() }),
    status: 200,
    response: z.object({ items: z.array(sessionSourceSchema) }),
  }),
};
