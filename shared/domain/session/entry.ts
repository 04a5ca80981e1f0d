import * as z from 'zod';
import { actorSchema } from './actor.ts';
import { failureSchema } from './error-category.ts';
import { storedTextSchema } from './stored-text.ts';
import { tokensSchema } from './usage.ts';

/** States of a tool call that was dispatched: in flight, waiting for somebody else, settled. */
export const CALL_STATES = ['RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const;

export const TOOL_KINDS = ['http', 'mcp', 'lambda', 'manual_task', 'agent', 'workflow'] as const;
export const toolKindSchema = z.enum(TOOL_KINDS);

export const SYSTEM_EVENTS = [
  'STARTED',
  'PAUSE_REQUESTED',
  'PAUSED',
  'RESUMED',
  'CANCEL_REQUESTED',
  'CANCELED',
  'COMPLETED',
  'FAILED',
  'RECOVERED',
] as const;

const base = z.object({
  /** Position in the session's activity, dense from 1; given by the control item, never by a clock. */
  seq: z.number().int().positive(),
  /** Version of the control item at the entry's last change: a projection is put only over an older one. */
  v: z.number().int().positive(),
  at: z.number().int(),
  endedAt: z.number().int().optional(),
});

/** One model call. `content` is the answer's content parts as the model gave them, tool inputs left out (they are the calls' own). */
export const reasoningEntrySchema = base.extend({
  kind: z.literal('REASONING'),
  state: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED']),
  turn: z.number().int().positive(),
  model: z.object({ provider: z.string(), modelId: z.string() }),
  content: storedTextSchema.optional(),
  usage: tokensSchema.optional(),
  stopReason: z.string().optional(),
  /** Attempts that failed and were made again. */
  failedAttempts: z.number().int().positive().optional(),
  /** Why the last of them failed, until one succeeds. */
  error: failureSchema.optional(),
});
export type ReasoningEntry = z.infer<typeof reasoningEntrySchema>;

/** Who executes a call now: an invocation that can't live beyond `until`; on a laptop, beyond the process named by `boot`. */
export const claimSchema = z.object({
  holder: z.string(),
  until: z.number().int(),
  boot: z.string().optional(),
  /** When the invocation began; absent in what an older version stored. */
  at: z.number().int().optional(),
});
export type Claim = z.infer<typeof claimSchema>;

export const linkSchema = z.object({ kind: z.enum(['manual_task', 'session', 'job']), id: z.string() });
export type Link = z.infer<typeof linkSchema>;

/** A person has to agree with the exact arguments before the call is made. */
export const approvalSchema = z.object({
  /** The manual task that asks for it. */
  taskId: z.string(),
  /** SHA-256 of the arguments as they are shown to the person, in hex: nothing else is run. */
  argumentsHash: z.string(),
  /** What the person is asked. */
  request: storedTextSchema,
  /** Who does the call once it is approved, and the session or job that will do it. */
  by: z.enum(['lambda', 'session', 'job']),
  link: linkSchema.optional(),
  decision: z.object({ approved: z.boolean(), by: actorSchema, reason: z.string().optional() }).optional(),
});

/** One call of a tool. `input` is the arguments exactly as the model wrote them. */
export const toolCallEntrySchema = base.extend({
  kind: z.literal('TOOL_CALL'),
  state: z.enum(CALL_STATES),
  turn: z.number().int().positive(),
  /** Position among the calls of its turn, from 0; with session and turn it makes the call's stable key. */
  index: z.number().int().nonnegative(),
  callId: z.string(),
  toolName: z.string(),
  toolKind: toolKindSchema.optional(),
  input: storedTextSchema,
  output: storedTextSchema.optional(),
  error: failureSchema.optional(),
  link: linkSchema.optional(),
  /** What a waiting call waits with: the title and form of a manual task, or the agent or workflow to start. */
  request: storedTextSchema.optional(),
  approval: approvalSchema.optional(),
  claim: claimSchema.optional(),
  /** Who completed its manual task, by which request: the same request again is a repeat. */
  completion: z.object({ by: actorSchema, requestId: z.string(), at: z.number().int().optional() }).optional(),
  /** The call may be made again with the same key when its outcome is unknown. */
  repeatable: z.boolean().optional(),
});
export type ToolCallEntry = z.infer<typeof toolCallEntrySchema>;

/** The session's final answer. */
export const responseEntrySchema = base.extend({
  kind: z.literal('RESPONSE'),
  state: z.literal('SUCCEEDED'),
  text: storedTextSchema,
});
export type ResponseEntry = z.infer<typeof responseEntrySchema>;

/** Something that happened to the session: its start, a person's intervention, its end. */
export const systemEntrySchema = base.extend({
  kind: z.literal('SYSTEM'),
  state: z.literal('SUCCEEDED'),
  event: z.enum(SYSTEM_EVENTS),
  by: actorSchema.nullable(),
  reason: z.string().optional(),
  pausedMs: z.number().int().nonnegative().optional(),
});
export type SystemEntry = z.infer<typeof systemEntrySchema>;

export const entrySchema = z.discriminatedUnion('kind', [
  reasoningEntrySchema,
  toolCallEntrySchema,
  responseEntrySchema,
  systemEntrySchema,
]);
export type Entry = z.infer<typeof entrySchema>;

/** An unresolved entry may still change; a resolved one never does. */
export function isResolved(entry: Pick<Entry, 'state'>): boolean {
  return entry.state !== 'RUNNING' && entry.state !== 'WAITING';
}
