import type { ManualTaskResponse } from '../../../../shared/contracts/manual-task-routes.ts';
import type { Permission } from '../../../../shared/domain/access/permissions.ts';

type Reader = { userId: string; roles: readonly string[]; may: (permission: Permission) => boolean };

/** What the reader can do with a task; a reason where they cannot complete it. */
export type TaskAvailability = { mayClaim: boolean; mayRelease: boolean; whyNotComplete: string | undefined };

/** Judges as the service does: an open task, unclaimed, claimed by the reader, or the reader is an admin. */
export function taskAvailability(
  { status, assignee }: Pick<ManualTaskResponse, 'status' | 'assignee'>,
  { userId, roles, may }: Reader,
): TaskAvailability {
  if (status !== 'OPEN') {
    return { mayClaim: false, mayRelease: false, whyNotComplete: `The task is ${status.toLowerCase()}.` };
  }
  if (!may('manual-tasks:complete')) {
    return {
      mayClaim: false,
      mayRelease: false,
      whyNotComplete: 'You need the permission manual-tasks:complete for this.',
    };
  }
  const isMine = assignee === userId;
  const isAdmin = roles.includes('admin');
  const isOthers = assignee !== null && !isMine;
  return {
    mayClaim: assignee === null,
    mayRelease: isMine || (isAdmin && isOthers),
    whyNotComplete: isOthers && !isAdmin ? `${assignee} has this task. Ask them to release it.` : undefined,
  };
}
