import type { manualTaskRoutes } from '../../../shared/contracts/manual-task-routes.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { ManualTask } from '../../../shared/domain/manual-task/manual-task.ts';
import { listManualTaskPage } from '../../../shared/storage/manual-task-list.ts';
import { encodeCursor } from '../../../shared/storage/page-cursor.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import type { Operation } from '../http/operation.ts';
import { timePosition } from '../http/time-position.ts';
import { asManyAsFit } from '../sessions/answer-size.ts';
import type { ReadDeps } from '../sessions/session-reads.ts';
import { isoTime } from '../sessions/session-row.ts';
import { taskAnswer } from './task-answer.ts';

export const listManualTasks: Operation<typeof manualTaskRoutes.listManualTasks, ReadDeps> = async (
  { query, caller },
  deps,
) => {
  const { status, limit, cursor } = query;
  const { tenantId } = caller;
  const assignee = assigneeOf(query.assignee, caller);
  // `me` is another filter for everybody.
  const binding = { tenantId, route: 'listManualTasks', filter: { status, assignee } };
  const after = timePosition(cursor, binding);
  const projects = caller.projects === '*' ? undefined : caller.projects;
  if (projects?.length === 0) return { body: { items: [], nextCursor: null } };
  const page = await listManualTaskPage(
    {
      documentClient: deps.documentClient,
      table: deps.tables.ManualTasks,
      clock: deps.clock,
      listShards: deps.environment.LIST_SHARDS,
    },
    { tenantId, filter: { status, assignee, projects }, limit, after },
  );
  const items = asManyAsFit(page.items, (task) => taskAnswer(task, caller));
  const next = items.length < page.items.length ? positionOf(page.items[items.length - 1]) : page.next;
  return { body: { items, nextCursor: next === undefined ? null : encodeCursor({ position: next }, binding) } };
};

function assigneeOf(assignee: string | undefined, { userId }: Identity): string | null | undefined {
  if (assignee === 'me') return userId;
  return assignee === 'none' ? null : assignee;
}

function positionOf(task: ManualTask | undefined): string | undefined {
  return task && keys.createdSort(isoTime(task.createdAt), task.taskId);
}
