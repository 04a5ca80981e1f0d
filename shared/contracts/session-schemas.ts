import * as z from 'zod';
import { actorSchema } from '../domain/session/actor.ts';
import { budgetLineSchema } from '../domain/session/budget.ts';
import { limitsSchema } from '../domain/session/control-item.ts';
import { failureSchema } from '../domain/session/error-category.ts';
import { SESSION_ACTIONS } from '../domain/session/session-actions.ts';
import { sessionStatusSchema } from '../domain/session/session-status.ts';
import { triggerOriginSchema, triggerTypeSchema } from '../domain/session/trigger-origin.ts';
import { tokensSchema } from '../domain/session/usage.ts';

/** ISO 8601 in UTC with milliseconds. */
const timeSchema = z.iso.datetime({ precision: 3 });
const durationSchema = z.number().int().nonnegative();
const linkKindSchema = z.enum(['manual_task', 'session', 'job']);

/** A session as a row of the list. Counters of a live session may be 2 s old. */
export const sessionRowSchema = z
  .object({
    sessionId: z.string(),
    status: sessionStatusSchema,
    agent: z.object({ agentId: z.string(), name: z.string() }),
    project: z.string(),
    trigger: triggerOriginSchema,
    startedAt: timeSchema.meta({ description: 'When the start was accepted.' }),
    endedAt: timeSchema.nullable(),
    durationMs: durationSchema
      .nullable()
      .meta({ description: 'From the start to the end; null while the session lives.' }),
    createdBy: actorSchema,
    caller: z
      .object({ kind: z.enum(['session', 'job']), id: z.string() })
      .nullable()
      .meta({ description: 'The session or job that called this one.' }),
    usage: tokensSchema.extend({
      totalTokens: z.number().int(),
      costUsd: z.number().nullable().meta({ description: 'Null when the model has no price.' }),
    }),
    turns: z.number().int(),
    toolCalls: z.number().int(),
    waitingOn: z.number().int().meta({ description: 'How many calls wait for a person, a session or a job.' }),
    error: failureSchema.nullable(),
    actions: z
      .array(z.enum(SESSION_ACTIONS))
      .meta({ description: 'What the caller can do with the session in its status.' }),
  })
  .meta({ id: 'SessionRow' });
export type SessionRow = z.infer<typeof sessionRowSchema>;

/** A session as its own page shows it. */
export const sessionSchema = sessionRowSchema
  .extend({
    prompt: z.string().meta({ description: 'The instructions with the inputs filled in.' }),
    inputs: z.record(z.string(), z.unknown()),
    model: z.object({ provider: z.string(), modelId: z.string() }),
    limits: limitsSchema,
    budget: z.array(budgetLineSchema).meta({
      description:
        'Each limit that the session has: `of` in all, `used`, and `reserved` for the model call under way and for called sessions. In turns, calls, tokens, US dollars and seconds of work; tokens, money and time with what called sessions have used.',
    }),
    calledUsage: z.object({ totalTokens: z.number().int(), costUsd: z.number() }).nullable().meta({
      description:
        'What called sessions have used, and those that they called; `usage` is this session alone. Null: nothing.',
    }),
    finalResponse: z.string().nullable(),
    waiting: z.array(z.object({ seq: z.number().int(), kind: linkKindSchema, id: z.string(), since: timeSchema })),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

/** A name by which sessions can be filtered: who or what started some. */
export const sessionSourceSchema = z
  .object({ triggerType: triggerTypeSchema, name: z.string() })
  .meta({ id: 'SessionSource' });
export type SessionSource = z.infer<typeof sessionSourceSchema>;
