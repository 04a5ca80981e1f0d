import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TaskState } from '../domain/manual-task/manual-task.ts';
import { conditionHeld } from './condition-held.ts';
import { keys } from './table-keys.ts';

export type ManualTaskStoreDeps = { documentClient: DynamoDBDocumentClient; table: string };

/** The Work Center's tasks: projections of sessions and jobs, put in any order, of which the newest stays (P10). */
export function manualTaskStore(deps: ManualTaskStoreDeps) {
  return {
    /** Who has claimed the task is left as it is. A newer state, or a tombstone, that is there already stays. */
    putTask: ({ tenantId, taskId, ...state }: TaskState): Promise<void> => {
      const createdSort = keys.createdSort(new Date(state.createdAt).toISOString(), taskId);
      return putOverOlder(deps, keys.task(tenantId, taskId), {
        ...{ tenantId, taskId, ...state, createdSort },
        statusPartition: keys.taskStatus(tenantId, state.status),
        originPartition: keys.tasksOf(tenantId, state.origin.id),
      });
    },

    /** In place of a deleted session's task: no content, in no index. */
    putTaskTombstone: ({ tenantId, taskId, v }: { tenantId: string; taskId: string; v: number }): Promise<void> =>
      putOverOlder(deps, keys.task(tenantId, taskId), { ...EMPTY, v, deleted: true }),
  };
}

/** Every field of a task, absent. */
const EMPTY = {
  ...{ tenantId: undefined, taskId: undefined, project: undefined, status: undefined, title: undefined },
  ...{ description: undefined, assignee: undefined, claimedBy: undefined, origin: undefined, createdAt: undefined },
  ...{ form: undefined, input: undefined, output: undefined, closedAt: undefined, completedBy: undefined },
  ...{ createdSort: undefined, statusPartition: undefined, originPartition: undefined },
};

/** Sets these attributes, and removes those that are undefined, over an older version of the item only. */
async function putOverOlder(
  deps: ManualTaskStoreDeps,
  pk: string,
  attributes: Record<string, unknown> & { v: number },
): Promise<void> {
  const names = Object.keys(attributes);
  const set = names.filter((name) => attributes[name] !== undefined);
  const removed = names.filter((name) => attributes[name] === undefined);
  const update = [
    `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`,
    ...(removed.length === 0 ? [] : [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`]),
  ];
  await conditionHeld(
    deps.documentClient.send(
      new UpdateCommand({
        TableName: deps.table,
        Key: { pk },
        UpdateExpression: update.join(' '),
        ConditionExpression: 'attribute_not_exists(v) OR #v < :v',
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${name}`, attributes[name]])),
      }),
    ),
  );
}
