import type { TaskState } from '../manual-task/manual-task.ts';
import type { ControlItem, SessionHead } from '../session/control-item.ts';
import type { Entry } from '../session/entry.ts';
import type { AuditRecord } from './audit-record.ts';

const ACTIONS: Partial<Record<string, string>> = {
  PAUSE_REQUESTED: 'pauseSession',
  RESUMED: 'resumeSession',
  CANCEL_REQUESTED: 'cancelSession',
};

/** The start of a session, by whoever or whatever started it. */
export function auditOfStart(head: SessionHead): AuditRecord {
  return {
    ...recordOf(head, 'start'),
    at: head.startedAt,
    actor: head.createdBy,
    action: 'startSession',
    via: startedVia(head),
  };
}

/** What a person did with a session, as its activity tells it; undefined for what nobody asked for. */
export function auditOfEntry(head: SessionHead, entry: Entry): AuditRecord | undefined {
  const action = entry.kind === 'SYSTEM' ? ACTIONS[entry.event] : undefined;
  if (entry.kind !== 'SYSTEM' || action === undefined) return undefined;
  const { seq, at, by: actor, reason } = entry;
  return { ...recordOf(head, `${seq}`), at, actor, action, via: { kind: 'token' }, reason };
}

/** What stays of a deleted session: who deleted it, when, and how much there was. */
export function auditOfDeletion({ head, deleted, seq }: ControlItem): AuditRecord | undefined {
  if (deleted === undefined) return undefined;
  const via = { kind: deleted.by === null ? ('deployment' as const) : ('token' as const) };
  const at = { at: deleted.at, actor: deleted.by, action: 'deleteSession' };
  return { ...recordOf(head, 'deletion'), ...at, via, entries: seq };
}

/** The completion of a manual task. */
export function auditOfTask(task: TaskState): AuditRecord | undefined {
  const { tenantId, taskId, status, closedAt, completedBy, origin, project } = task;
  if (status !== 'COMPLETED' || closedAt === undefined || completedBy === undefined) return undefined;
  return {
    ...{ tenantId, recordId: `${taskId}-completion`, at: closedAt, actor: completedBy, action: 'completeManualTask' },
    ...{ object: { kind: 'manual_task', id: taskId }, ownerId: origin.id, project, via: { kind: 'token' } },
  };
}

function recordOf({ tenantId, sessionId, project }: SessionHead, what: string) {
  const object = { kind: 'session' as const, id: sessionId };
  return { tenantId, recordId: `${sessionId}-${what}`, object, ownerId: sessionId, project };
}

function startedVia({ trigger, caller }: SessionHead): AuditRecord['via'] {
  if (caller !== null) return { kind: caller.kind, id: caller.id };
  return trigger.type === 'MANUAL' ? { kind: 'token' } : { kind: 'trigger', id: trigger.source.id };
}
