import * as z from 'zod';
import { assigneeOf, type ManualTask, manualTaskSchema, type TaskStatus } from '../domain/manual-task/manual-task.ts';
import { everyShard, type ListShards, listShardsOf } from '../domain/scale/list-shards.ts';
import type { BatchGetDeps } from './batch-get.ts';
import { filledPage, type Page } from './filled-page.ts';
import { keys } from './table-keys.ts';

/** Which tasks of a tenant are listed; what is absent does not matter. */
export type TaskFilter = {
  status: TaskStatus;
  /** User id of who has the task; null: nobody has it. */
  assignee?: string | null | undefined;
  projects?: readonly string[] | undefined;
};

export type TaskListQuery = {
  tenantId: string;
  filter: TaskFilter;
  limit: number;
  /** The page begins behind this sort key. */
  after?: string | undefined;
};

const rowSchema = manualTaskSchema.pick({ project: true, assignee: true, claimedBy: true }).extend({ pk: z.string() });
type Row = z.infer<typeof rowSchema>;

/** A page of a tenant's tasks of one status, oldest first, each as its item has it now. */
export async function listManualTaskPage(
  deps: BatchGetDeps & { listShards: ListShards },
  { tenantId, filter, limit, after }: TaskListQuery,
): Promise<Page<ManualTask>> {
  const shards = listShardsOf(deps.listShards, tenantId);
  const listing = {
    nominations: {
      index: 'byStatus',
      attribute: 'statusPartition',
      sort: 'createdSort',
      partitions: everyShard(shards, (shard) => keys.taskStatus(tenantId, filter.status, shard)),
      shards,
      parse: (item: Record<string, unknown>) => rowSchema.parse(item),
    },
    isWanted: (row: Row) => isListed(row, filter),
    pkOf: ({ pk }: Row) => pk,
    attributes: Object.keys(manualTaskSchema.shape),
    confirm: (item: Record<string, unknown>) => {
      // Of a deleted session's task only a tombstone is left.
      const task = manualTaskSchema.safeParse(item).data;
      return task?.status === filter.status && isListed(task, filter) ? task : undefined;
    },
  };
  // The bounds are around every time: `:` is the character behind `9`.
  return filledPage(deps, listing, { direction: 'ascending', lowest: '0', highest: ':', limit, after });
}

function isListed(task: Pick<ManualTask, 'project' | 'assignee' | 'claimedBy'>, filter: TaskFilter): boolean {
  const isAssigned = filter.assignee === undefined || (assigneeOf(task) ?? null) === filter.assignee;
  return isAssigned && (filter.projects === undefined || filter.projects.includes(task.project));
}
