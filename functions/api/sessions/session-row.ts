import type { SessionRow } from '../../../shared/contracts/session-schemas.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { PERMISSION_FOR_ACTION } from '../../../shared/domain/access/permission-for-action.ts';
import { rounded } from '../../../shared/domain/session/budget.ts';
import { actionsFor } from '../../../shared/domain/session/session-actions.ts';
import type { ListedSession } from '../../../shared/storage/summary-row.ts';

/** A session as a row of the list, with what this caller can do with it. */
export function sessionRow(session: ListedSession, caller: Pick<Identity, 'permissions'>): SessionRow {
  const { startedAt, endedAt, usage, costUsd } = session;
  return {
    sessionId: session.sessionId,
    status: session.status,
    agent: session.agent,
    project: session.project,
    trigger: session.trigger,
    startedAt: isoTime(startedAt),
    endedAt: endedAt === undefined ? null : isoTime(endedAt),
    durationMs: durationMs(startedAt, endedAt),
    createdBy: session.createdBy,
    caller: session.caller && { kind: session.caller.kind, id: session.caller.id },
    usage: {
      ...usage,
      totalTokens: usage.inputTokens + usage.outputTokens,
      costUsd: costUsd === null ? null : rounded(costUsd),
    },
    turns: session.turns,
    toolCalls: session.toolCalls,
    waitingOn: session.waiting.length,
    error: session.error ?? null,
    actions: actionsFor(session.status).filter((action) => caller.permissions.includes(PERMISSION_FOR_ACTION[action])),
  };
}

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** Null while it lasts. Start and end may be told by different machines: never below 0. */
export function durationMs(from: number, to: number | undefined): number | null {
  return to === undefined ? null : Math.max(0, to - from);
}
