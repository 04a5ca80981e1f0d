import * as z from 'zod';
import { budgetLineSchema, budgetOf } from './budget.ts';
import { isApproved } from './calls.ts';
import { type ControlItem, limitsSchema, sessionHeadSchema } from './control-item.ts';
import { isResolved, type ToolCallEntry } from './entry.ts';
import { failureSchema } from './error-category.ts';
import { sessionStatusSchema } from './session-status.ts';
import { addSpending, spendingSchema } from './spending.ts';
import { storedTextSchema } from './stored-text.ts';
import { tokensSchema } from './usage.ts';

/** What a list row and the head of the detail show: a projection of the control item, put only over an older `v`. */
export const sessionSummarySchema = sessionHeadSchema
  .omit({
    ...{ definition: true, depth: true, lineage: true, retentionDays: true },
    ...{ slice: true, contextBytes: true, dailyBlock: true },
  })
  .extend({
    v: z.number().int().positive(),
    status: sessionStatusSchema,
    limits: limitsSchema,
    endedAt: z.number().int().optional(),
    usage: tokensSchema,
    costUsd: z.number().nullable(),
    /** Of called sessions, and those that they called. */
    called: spendingSchema.optional(),
    /** Absent in rows of before budgets were shown. */
    budget: z.array(budgetLineSchema).optional(),
    turns: z.number().int().nonnegative(),
    toolCalls: z.number().int().nonnegative(),
    waiting: z.array(
      z.object({
        seq: z.number().int(),
        kind: z.enum(['manual_task', 'session', 'job']),
        id: z.string(),
        since: z.number().int(),
      }),
    ),
    error: failureSchema.optional(),
    finalResponse: storedTextSchema.optional(),
    /** The last `seq` that was given to an entry. */
    lastSeq: z.number().int().nonnegative(),
    /** Up to this `seq` every entry is resolved and its last projection was done. */
    settledSeq: z.number().int().nonnegative(),
  });
export type SessionSummary = z.infer<typeof sessionSummarySchema>;

/** The summary of a control item as it is now. */
export function summaryOf(control: ControlItem): SessionSummary {
  const { definition: _definition, depth: _depth, lineage: _lineage, retentionDays: _days, ...shown } = control.head;
  const { slice: _slice, contextBytes: _bytes, dailyBlock: _block, ...head } = shown;
  const { called, handedOn } = control;
  return {
    ...head,
    v: control.version,
    status: control.status,
    endedAt: control.endedAt,
    usage: control.usage,
    costUsd: control.costUsd,
    called: called === undefined && handedOn === undefined ? undefined : addSpending(called, handedOn),
    budget: budgetOf(control),
    turns: control.turns,
    toolCalls: control.toolCalls,
    waiting: control.entries.flatMap((entry) =>
      entry.kind === 'TOOL_CALL' && !isResolved(entry) ? waitingFor(entry) : [],
    ),
    error: control.error,
    finalResponse: control.finalResponse,
    lastSeq: control.seq,
    settledSeq: Math.min(control.seq, ...control.entries.map((entry) => entry.seq - 1)),
  };
}

function waitingFor(call: ToolCallEntry): SessionSummary['waiting'] {
  if (call.state !== 'WAITING' || call.link === undefined || isApproved(call)) return [];
  return [{ seq: call.seq, kind: call.link.kind, id: call.link.id, since: call.at }];
}
