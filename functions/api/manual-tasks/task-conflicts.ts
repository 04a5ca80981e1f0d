import { Conflict } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { assigneeOf, type ManualTask, type TaskState } from '../../../shared/domain/manual-task/manual-task.ts';
import { isoTime } from '../sessions/session-row.ts';

/** 409: the task was completed before, with who and when; or nobody needs it any more. */
export function taskClosed({ taskId, origin, completedBy, closedAt }: TaskState): Conflict {
  if (completedBy === undefined || closedAt === undefined) {
    return new Conflict(
      `The manual task ${taskId} is closed: the ${origin.kind} that asked for it was canceled or has ended, so nobody needs its result any more.`,
    );
  }
  const at = isoTime(closedAt);
  const detail = `The manual task ${taskId} was completed before, by ${completedBy.name} (${completedBy.userId}) at ${at}. That result counts.`;
  return new Conflict(detail, { extensions: { completedBy, completedAt: at } });
}

/** Who else has the task: only that person may do anything with it. Admins may, where the caller of this says so. */
export function heldByOther(task: ManualTask, { userId }: Identity): Conflict | undefined {
  const assignee = assigneeOf(task);
  if (assignee === undefined || assignee === userId) return undefined;
  const has = task.claimedBy === undefined ? 'is meant for' : 'is claimed by';
  return new Conflict(
    `The manual task ${task.taskId} ${has} ${assignee}. Ask ${assignee}, or an admin, to release it.`,
    { extensions: { assignee } },
  );
}

export function isAdmin({ roles }: Identity): boolean {
  return roles.includes('admin');
}
