import * as z from 'zod';
import { actorSchema } from '../domain/session/actor.ts';
import {
  linkSchema,
  reasoningEntrySchema,
  responseEntrySchema,
  systemEntrySchema,
  toolCallEntrySchema,
  toolKindSchema,
} from '../domain/session/entry.ts';
import { failureSchema } from '../domain/session/error-category.ts';
import { tokensSchema } from '../domain/session/usage.ts';

/** ISO 8601 in UTC with milliseconds. */
const timeSchema = z.iso.datetime({ precision: 3 });

const common = {
  seq: z.number().int().meta({ description: "Position in the session's activity, dense from 1." }),
  at: timeSchema,
  endedAt: timeSchema.nullable(),
  durationMs: z.number().int().nonnegative().nullable(),
  truncated: z.array(z.enum(['text', 'reasoning', 'input', 'output'])).meta({
    description:
      "Names of the fields that are shown as a preview of 4 KB, as text. The entry's own URL gives them whole; where input and output together pass 5 MB, ask for each with `part`.",
  }),
};

const reasoningSchema = z
  .object({
    ...common,
    kind: z.literal('REASONING'),
    state: reasoningEntrySchema.shape.state,
    turn: z.number().int(),
    text: z.string().meta({ description: 'What the model wrote; empty until it has answered.' }),
    reasoning: z.string().optional().meta({ description: 'What the model thought, where it tells.' }),
    model: reasoningEntrySchema.shape.model,
    usage: tokensSchema.nullable().meta({ description: 'Null until the model has answered.' }),
    costUsd: z
      .number()
      .nullable()
      .meta({ description: 'Null when the model has no price, and until it has answered.' }),
    stopReason: z.string().nullable(),
    compacted: z
      .object({
        turns: z.number().int().meta({ description: 'The first so many turns are not shown to the model at all.' }),
        outputsOfTurns: z
          .number()
          .int()
          .meta({ description: 'Of the first so many turns the outputs of tools are not shown to it.' }),
        leftOutCharacters: z.number().int().meta({ description: 'How much shorter the conversation became by this.' }),
        estimatedTokensBefore: z.number().int(),
        estimatedTokensAfter: z.number().int(),
      })
      .optional()
      .meta({ description: 'The conversation grew too long for the model: what was left out from this call on.' }),
    failedAttempts: z.number().int().optional().meta({ description: 'Attempts that failed and were made again.' }),
    error: failureSchema.optional().meta({ description: 'Why the last attempt failed, until one succeeds.' }),
  })
  .meta({ id: 'ReasoningEntry' });

const toolCallSchema = z
  .object({
    ...common,
    kind: z.literal('TOOL_CALL'),
    state: toolCallEntrySchema.shape.state,
    turn: z.number().int(),
    callId: z.string(),
    toolName: z.string(),
    toolKind: toolKindSchema.nullable().meta({ description: 'Null when the agent has no tool of that name.' }),
    input: z.unknown().meta({ description: 'The arguments as a JSON value; as text where they are not JSON.' }),
    output: z.unknown().meta({ description: 'The result as a JSON value; null until there is one.' }),
    error: failureSchema.optional(),
    warning: z.string().optional().meta({ description: 'What the model was told beside the result.' }),
    link: linkSchema
      .extend({
        visible: z.boolean().meta({
          description: 'False: the reader may not see the called session or job; then `output` is null.',
        }),
      })
      .optional(),
    approval: z
      .object({
        taskId: z.string(),
        approved: z.boolean().nullable().meta({ description: 'Null until a person has decided.' }),
        by: actorSchema.nullable(),
        reason: z.string().optional(),
      })
      .optional()
      .meta({ description: 'The tool needs approval: the manual task that asks a person for it, and the decision.' }),
  })
  .meta({ id: 'ToolCallEntry' });

const responseSchema = z
  .object({ ...common, kind: z.literal('RESPONSE'), state: responseEntrySchema.shape.state, text: z.string() })
  .meta({ id: 'ResponseEntry' });

const systemSchema = z
  .object({
    ...common,
    kind: z.literal('SYSTEM'),
    state: systemEntrySchema.shape.state,
    event: systemEntrySchema.shape.event,
    by: systemEntrySchema.shape.by,
    reason: z.string().optional(),
    pausedMs: z.number().int().nonnegative().optional(),
  })
  .meta({ id: 'SystemEntry' });

/** One item of a session's activity. */
export const entryResponseSchema = z
  .discriminatedUnion('kind', [reasoningSchema, toolCallSchema, responseSchema, systemSchema])
  .meta({ id: 'Entry' });
export type EntryResponse = z.infer<typeof entryResponseSchema>;

export const ENTRY_KINDS = ['REASONING', 'TOOL_CALL', 'RESPONSE', 'SYSTEM'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];
