import * as z from 'zod';
import { actorSchema } from '../domain/session/actor.ts';
import { failureSchema } from '../domain/session/error-category.ts';
import { TRIGGER_KINDS, triggerDefinitionSchema } from '../domain/trigger/trigger.ts';
import { cursorSchema, idSchema, pageLimit, pageOf } from './pagination.ts';
import { defineRoute } from './route.ts';
import { sessionSchema } from './session-schemas.ts';

const params = z.strictObject({ triggerId: idSchema });
const tag = 'Triggers';
/** ISO 8601 in UTC with milliseconds. */
const timeSchema = z.iso.datetime({ precision: 3 });
const inputsBody = z.strictObject({ inputs: z.record(z.string(), z.unknown()).optional() });

export const triggerAnswerSchema = z
  .object({
    triggerId: z.string(),
    name: z.string(),
    agentId: z.string(),
    type: z.enum(TRIGGER_KINDS),
    enabled: z.boolean(),
    inputs: z.record(z.string(), z.unknown()).optional(),
    schedule: z
      .object({
        expression: z.string(),
        timezone: z.string(),
        startAt: z.string().optional(),
        endAt: z.string().optional(),
      })
      .optional()
      .meta({ description: 'With SCHEDULE.' }),
    nextRuns: z
      .array(timeSchema)
      .optional()
      .meta({ description: 'With SCHEDULE: the next five; none while it is disabled.' }),
    event: z
      .object({
        pattern: z.record(z.string(), z.unknown()),
        inputsFrom: z.record(z.string(), z.string()).optional(),
      })
      .optional()
      .meta({ description: 'With EVENT.' }),
    version: z.number().int(),
    lastFiredAt: timeSchema.nullable(),
    lastSessionId: z.string().nullable(),
    lastError: failureSchema.nullable().meta({ description: 'Why the latest firing started no session.' }),
    createdAt: timeSchema,
    createdBy: actorSchema,
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({ id: 'Trigger' });
export type TriggerAnswer = z.infer<typeof triggerAnswerSchema>;

export const triggerRoutes = {
  listTriggers: defineRoute({
    operationId: 'listTriggers',
    method: 'GET',
    path: '/triggers',
    summary: 'List triggers, newest first',
    tag,
    permission: 'triggers:read',
    servedBy: 'read',
    query: z.strictObject({
      agentId: idSchema.optional(),
      limit: pageLimit({ most: 100, usual: 50 }),
      cursor: cursorSchema.optional(),
    }),
    status: 200,
    response: pageOf(triggerAnswerSchema),
  }),
  createTrigger: defineRoute({
    operationId: 'createTrigger',
    method: 'POST',
    path: '/triggers',
    summary: 'Create a trigger',
    tag,
    permission: 'triggers:write',
    servedBy: 'command',
    body: triggerDefinitionSchema,
    recorded: { kind: 'trigger', id: 'triggerId' },
    status: 201,
    response: triggerAnswerSchema,
    errors: [404, 409, 413, 415],
  }),
  getTrigger: defineRoute({
    operationId: 'getTrigger',
    method: 'GET',
    path: '/triggers/{triggerId}',
    summary: 'Get a trigger',
    tag,
    permission: 'triggers:read',
    servedBy: 'read',
    params,
    status: 200,
    response: triggerAnswerSchema,
    errors: [404],
  }),
  replaceTrigger: defineRoute({
    operationId: 'replaceTrigger',
    method: 'PUT',
    path: '/triggers/{triggerId}',
    summary: 'Replace, enable or disable a trigger; a disabled one starts nothing from the answer on',
    tag,
    permission: 'triggers:write',
    servedBy: 'command',
    params,
    body: triggerDefinitionSchema,
    ifMatch: true,
    recorded: { kind: 'trigger', id: 'triggerId' },
    status: 200,
    response: triggerAnswerSchema,
    errors: [404, 409, 413, 415],
  }),
  deleteTrigger: defineRoute({
    operationId: 'deleteTrigger',
    method: 'DELETE',
    path: '/triggers/{triggerId}',
    summary: 'Delete a trigger; it starts nothing from the answer on, its sessions stay',
    tag,
    permission: 'triggers:write',
    servedBy: 'command',
    params,
    ifMatch: true,
    recorded: { kind: 'trigger', id: 'triggerId' },
    status: 204,
    errors: [404, 409],
  }),
  runTrigger: defineRoute({
    operationId: 'runTrigger',
    recorded: { kind: 'trigger', id: 'triggerId' },
    method: 'POST',
    path: '/triggers/{triggerId}/run',
    summary: 'Start a session by a manual trigger',
    tag,
    permission: 'sessions:start',
    servedBy: 'command',
    params,
    body: inputsBody,
    bodyOptional: true,
    status: 201,
    response: sessionSchema,
    errors: [404, 409, 413, 415],
  }),
  invokeTrigger: defineRoute({
    operationId: 'invokeTrigger',
    method: 'POST',
    path: '/triggers/{triggerId}/invoke',
    summary: 'Start a session by an API trigger; it is there when the trigger has fired',
    tag,
    permission: 'sessions:start',
    servedBy: 'command',
    params,
    body: inputsBody,
    bodyOptional: true,
    idempotent: true,
    recorded: { kind: 'trigger', id: 'triggerId' },
    status: 202,
    response: z.object({ sessionId: z.string() }),
    errors: [404, 409, 413, 415, 422, 503],
  }),
  putEvent: defineRoute({
    operationId: 'putEvent',
    method: 'POST',
    path: '/events',
    summary: "Put an event of the tenant's on the bus, for its event triggers",
    tag,
    permission: 'sessions:start',
    servedBy: 'command',
    body: z.strictObject({
      /** The same id again is the same event. */
      id: z.string().min(1).max(255).optional(),
      source: z.string().min(1).max(256),
      type: z.string().min(1).max(128),
      detail: z.record(z.string(), z.unknown()),
    }),
    recorded: { kind: 'event', id: 'eventId' },
    status: 202,
    response: z.object({ eventId: z.string() }),
    errors: [409, 413, 415, 503],
  }),
};
