import * as z from 'zod';
import { actorSchema } from './actor.ts';
import { allowanceSchema, wantedBlockSchema } from './daily-allowance.ts';
import { effectSchema } from './effect.ts';
import { claimSchema, entrySchema, linkSchema, toolKindSchema } from './entry.ts';
import { failureSchema } from './error-category.ts';
import { repeatsSchema } from './repeated-calls.ts';
import { reservationSchema } from './reserve-inference.ts';
import { sessionStatusSchema } from './session-status.ts';
import { amountSchema, sliceSchema, spendingSchema } from './spending.ts';
import { storedTextSchema } from './stored-text.ts';
import { tokenPricesSchema } from './token-prices.ts';
import { callerSchema, triggerOriginSchema } from './trigger-origin.ts';
import { tokensSchema } from './usage.ts';

/** Limits of one session, copied from its agent at the start. */
export const limitsSchema = z.object({
  maxTurns: z.number().int().min(1).max(200).default(50),
  maxToolCalls: z.number().int().min(1).max(1_000).default(200),
  // Bounded, so that no sum of what called sessions are given leaves the numbers that are exact.
  maxTokens: z.number().int().min(1).max(1_000_000_000_000).optional(),
  maxCostUsd: z.number().positive().max(1_000_000_000).optional(),
  /** At most a year. */
  maxActiveSeconds: z.number().int().min(1).max(31_536_000).optional(),
  maxDepth: z.number().int().min(1).max(5).default(5),
});

/** What a session is, fixed at its start and never changed after. */
export const sessionHeadSchema = z.object({
  tenantId: z.string(),
  sessionId: z.string(),
  agent: z.object({ agentId: z.string(), name: z.string() }),
  project: z.string(),
  trigger: triggerOriginSchema,
  createdBy: actorSchema,
  caller: callerSchema.nullable(),
  /** How many sessions called each other to get here; 1 for a session that no agent called. */
  depth: z.number().int().positive(),
  /** The sessions that called each other to get here, the first one first; absent for a session that no agent called. */
  lineage: z.array(z.string()).optional(),
  startedAt: z.number().int(),
  /** Of the tenant's lists, where the session stands for life; absent: the first, 0. */
  listShard: z.number().int().nonnegative().optional(),
  /** Days after its end at which the session deletes itself; absent: never. */
  retentionDays: z.number().positive().optional(),
  /**
   * `prices` and `contextTokens` as the registry had them at the start; absent when it had none. `maxOutputTokens`: what the agent
   * sets of an answer.
   */
  model: z.object({
    provider: z.string(),
    modelId: z.string(),
    prices: tokenPricesSchema.optional(),
    contextTokens: z.number().int().positive().optional(),
    maxOutputTokens: z.number().int().positive().optional(),
  }),
  /** Of a called session as far as its caller's slice reaches. */
  limits: limitsSchema,
  /** What the calling session set aside for this one. */
  slice: sliceSchema.optional(),
  /** Bytes of what the model reads in its first call, tools included. */
  contextBytes: z.number().int().nonnegative().optional(),
  /** How much at once is leased of the tenant's daily budget; absent: it has none. */
  dailyBlock: amountSchema.optional(),
  /** The instructions with the inputs filled in. */
  prompt: storedTextSchema,
  inputs: storedTextSchema,
  /** The agent's definition as it was at the start, as JSON text. */
  definition: storedTextSchema,
});
export type SessionHead = z.infer<typeof sessionHeadSchema>;

/** A call that the model asked for and that is not dispatched yet: it has no entry and no `seq`. */
export const proposedCallSchema = z.object({
  index: z.number().int().nonnegative(),
  callId: z.string(),
  toolName: z.string(),
  toolKind: toolKindSchema.optional(),
  /** Who does it: this Lambda, a person, another session or a job. */
  by: z.enum(['lambda', 'person', 'session', 'job']),
  input: storedTextSchema,
  /** The task, session or job that will do it; its id is derived from session, turn and index. */
  link: linkSchema.optional(),
  request: storedTextSchema.optional(),
  /** A person is asked first, by this task. */
  approval: z.object({ taskId: z.string(), argumentsHash: z.string(), request: storedTextSchema }).optional(),
  repeatable: z.boolean().optional(),
  /** 64 bits in hex of the tool and its arguments, in whatever order these were written. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{1,16}$/)
    .optional(),
  /** Refused before dispatch (unknown tool, malformed arguments): it fails at once and the model is told. */
  rejected: failureSchema.optional(),
});
export type ProposedCall = z.infer<typeof proposedCallSchema>;

/** The private record that drives one session: the only place where its fate is decided. At most 100 KB. */
export const controlItemSchema = z.object({
  schemaVersion: z.literal(1),
  /** Every write is conditional on it and adds 1. */
  version: z.number().int().positive(),
  /** Names the last write, so that a writer whose answer was lost recognises its own. */
  writeId: z.string(),
  head: sessionHeadSchema,
  status: sessionStatusSchema,
  deleted: z.object({ at: z.number().int(), by: actorSchema.nullable() }).optional(),

  /** A run is open that drives the session or waits for it. */
  live: z.boolean(),
  /** Number of the current run; a fence: other runs change nothing. */
  run: z.number().int().positive(),
  /** When the current run was asked to start, or to go on after a wait. */
  runAt: z.number().int(),
  /** Counts outside events; a wait is stored only if it is what the waiter saw (P6). */
  wake: z.number().int().nonnegative(),
  /** The invocation that drives; a newer one fences the older. */
  lease: claimSchema.optional(),
  token: z
    .object({ value: z.string(), run: z.number().int(), order: z.number().int(), storedAt: z.number().int() })
    .optional(),
  /** New runs since the last progress; the fifth ends the session. */
  runsWithoutProgress: z.number().int().nonnegative(),
  /** Model calls that failed and were tried again; the scripted model counts them as played. */
  failedAttempts: z.number().int().nonnegative(),

  /** The last `seq` that was given to an entry. */
  seq: z.number().int().nonnegative(),
  turns: z.number().int().nonnegative(),
  toolCalls: z.number().int().nonnegative(),
  usage: tokensSchema,
  costUsd: z.number().nullable(),
  /** Milliseconds of model and tool work so far. */
  activeMs: z.number().int().nonnegative(),
  /** What the model call under way may spend at most. */
  reserved: reservationSchema.optional(),
  /** What called sessions have spent, and those that they called; `usage` and `costUsd` are this session's own. */
  called: spendingSchema.optional(),
  /** The slices of called sessions that go on after this one has ended: they may spend all of them. */
  handedOn: spendingSchema.optional(),
  /** Tokens that the next model call reads, as far as that is known. */
  context: z.number().int().nonnegative().optional(),
  repeats: repeatsSchema.optional(),
  /** What the session holds of its tenant's budget of the day, and what it asks for. */
  allowance: allowanceSchema.optional(),
  wantedBlock: wantedBlockSchema.optional(),

  /** Entries that are unresolved, or resolved and not projected yet. */
  entries: z.array(entrySchema),
  /** The `seq` of the REASONING entry of the model call under way. */
  inference: z.number().int().positive().optional(),
  proposed: z.array(proposedCallSchema),
  /** The final answer that came while the session was paused; it completes the session on resume. */
  finalAnswer: storedTextSchema.optional(),
  /** A budget let the model write no more of it: it can't complete the session. */
  finalAnswerCut: failureSchema.optional(),
  finalResponse: storedTextSchema.optional(),
  pause: z.object({ by: actorSchema, reason: z.string().optional(), at: z.number().int() }).optional(),
  cancel: z.object({ by: actorSchema, reason: z.string().optional() }).optional(),
  error: failureSchema.optional(),
  endedAt: z.number().int().optional(),

  effects: z.array(effectSchema),
  /** When the summary was last asked to be put: counters follow at most every 2 s. */
  summaryAt: z.number().int(),
  /** When the sweeper looks at the item unless something happens before; absent when nothing can be overdue. */
  dueAt: z.number().int().optional(),
});
export type ControlItem = z.infer<typeof controlItemSchema>;
