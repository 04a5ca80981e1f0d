import type { SessionStatus } from '../domain/session/session-status.ts';
import type { TriggerType } from '../domain/session/trigger-origin.ts';
import { type FilterableRow, startOf } from './summary-row.ts';

/** Which sessions of a tenant are listed; what is absent does not matter. */
export type SessionFilter = {
  statuses?: readonly SessionStatus[] | undefined;
  triggerTypes?: readonly TriggerType[] | undefined;
  source?: string | undefined;
  agentId?: string | undefined;
  projects?: readonly string[] | undefined;
  /** Milliseconds; the first is in, the second is out. */
  startedFrom?: number | undefined;
  startedBefore?: number | undefined;
  /** Part of the agent's name or of the session's id, in any case. */
  search?: string | undefined;
};

/** Whether a session is listed. The times are judged by the bounds of the sort key. */
export function isListed(row: FilterableRow, filter: SessionFilter): boolean {
  return (
    isOneOf(row.status, filter.statuses) &&
    isOneOf(row.triggerType, filter.triggerTypes) &&
    isOneOf(row.project, filter.projects) &&
    (filter.source === undefined || row.sourceName === filter.source) &&
    (filter.agentId === undefined || row.agentId === filter.agentId) &&
    (filter.search === undefined || isFound(row, filter.search.toLowerCase()))
  );
}

/** Sort keys between which the listed sessions are. A row's key is its start time, `#` and its id: behind the bare time. */
export function boundsOf({ startedFrom, startedBefore }: SessionFilter): { lowest: string; highest: string } {
  return {
    lowest: startedFrom === undefined ? '0' : startOf(startedFrom),
    // `:` is the character behind `9`.
    highest: startedBefore === undefined ? ':' : startOf(startedBefore),
  };
}

function isOneOf<Value>(value: Value, wanted: readonly Value[] | undefined): boolean {
  return wanted === undefined || wanted.includes(value);
}

function isFound({ agentName, sessionId }: FilterableRow, search: string): boolean {
  return agentName.toLowerCase().includes(search) || sessionId.toLowerCase().includes(search);
}
