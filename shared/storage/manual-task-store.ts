import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ManualTask, manualTaskSchema, type TaskState } from '../domain/manual-task/manual-task.ts';
import { type ListShards, listShardsOf, shardOf } from '../domain/scale/list-shards.ts';
import type { Clock } from '../runtime/clock.ts';
import { conditionHeld } from './condition-held.ts';
import type { SessionKey } from './control-store.ts';
import { keys } from './table-keys.ts';

/** A deleted session's tasks are kept this long as tombstones, in seconds: as long as its own key (P13). */
const TOMBSTONE_KEPT_SECONDS = 7 * 86_400;
/** Tasks that are removed beside each other. */
const REMOVED_AT_ONCE = 25;

const keySchema = z.object({ pk: z.string() });

export type ManualTaskStoreDeps = {
  documentClient: DynamoDBDocumentClient;
  table: string;
  clock: Pick<Clock, 'now'>;
  listShards: ListShards;
};
type TaskKey = { tenantId: string; taskId: string };
type Claimant = ManualTask['claimedBy'];

/** The Work Center's tasks: projections of sessions and jobs, put in any order, of which the newest stays (P10). */
export function manualTaskStore(deps: ManualTaskStoreDeps) {
  return {
    /** Strong read. `undefined`: not there, or its session is deleted. */
    async getTask({ tenantId, taskId }: TaskKey): Promise<ManualTask | undefined> {
      const { Item: item } = await deps.documentClient.send(
        new GetCommand({ TableName: deps.table, Key: { pk: keys.task(tenantId, taskId) }, ConsistentRead: true }),
      );
      return item === undefined || item.deleted === true ? undefined : manualTaskSchema.parse(item);
    },

    /** Who has claimed the task is left as it is. A newer state, or a tombstone, that is there already stays. */
    putTask: ({ tenantId, taskId, ...state }: TaskState): Promise<void> => {
      const createdSort = keys.createdSort(new Date(state.createdAt).toISOString(), taskId);
      const shard = shardOf(taskId, listShardsOf(deps.listShards, tenantId));
      return putOverOlder(deps, keys.task(tenantId, taskId), {
        ...{ tenantId, taskId, ...state, createdSort },
        statusPartition: keys.taskStatus(tenantId, state.status, shard),
        originPartition: keys.tasksOf(tenantId, state.origin.id),
      });
    },

    /** In place of a deleted session's task: no content, in no index. */
    putTaskTombstone: ({ tenantId, taskId, v }: TaskKey & { v: number }): Promise<void> =>
      putTombstone(deps, keys.task(tenantId, taskId), v),

    /** Puts a tombstone in place of each task of a deleted session. `v`: a version behind that of every state of them. */
    async removeTasks({ tenantId, sessionId, v }: SessionKey & { v: number }): Promise<void> {
      let from: Record<string, unknown> | undefined;
      do {
        const page = await deps.documentClient.send(tasksOf(deps.table, keys.tasksOf(tenantId, sessionId), from));
        const found = z.array(keySchema).parse(page.Items ?? []);
        await Promise.all(found.map(({ pk }) => putTombstone(deps, pk, v)));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
    },

    /**
     * Writes who has claimed an open task, and nothing else: a user id, or null when nobody has it any more. False: it is
     * not open, or it is not claimed as in `from` any more.
     */
    setClaim: (task: TaskKey & { from: Claimant; to: string | null }): Promise<boolean> => putClaim(deps, task),
  };
}

function tasksOf(table: string, originPartition: string, from: Record<string, unknown> | undefined): QueryCommand {
  return new QueryCommand({
    TableName: table,
    IndexName: 'byOrigin',
    KeyConditionExpression: 'originPartition = :origin',
    ExpressionAttributeValues: { ':origin': originPartition },
    Limit: REMOVED_AT_ONCE,
    ...(from === undefined ? {} : { ExclusiveStartKey: from }),
  });
}

function putClaim(
  deps: ManualTaskStoreDeps,
  { tenantId, taskId, from, to }: TaskKey & { from: Claimant; to: string | null },
): Promise<boolean> {
  const unchanged = {
    never: { condition: 'attribute_not_exists(claimedBy)', values: {} },
    released: { condition: 'attribute_type(claimedBy, :null)', values: { ':null': 'NULL' } },
    claimed: { condition: 'claimedBy = :from', values: { ':from': from } },
  }[from === undefined ? 'never' : from === null ? 'released' : 'claimed'];
  return conditionHeld(
    deps.documentClient.send(
      new UpdateCommand({
        TableName: deps.table,
        Key: { pk: keys.task(tenantId, taskId) },
        UpdateExpression: 'SET claimedBy = :to',
        ConditionExpression: `#status = :open AND ${unchanged.condition}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':to': to, ':open': 'OPEN', ...unchanged.values },
      }),
    ),
  );
}

/** Every field of a task, absent. */
const EMPTY = {
  ...{ tenantId: undefined, taskId: undefined, project: undefined, status: undefined, title: undefined },
  ...{ description: undefined, assignee: undefined, claimedBy: undefined, origin: undefined, createdAt: undefined },
  ...{ form: undefined, input: undefined, output: undefined, closedAt: undefined, completedBy: undefined },
  ...{ createdSort: undefined, statusPartition: undefined, originPartition: undefined },
};

function putTombstone(deps: ManualTaskStoreDeps, pk: string, v: number): Promise<void> {
  const expiresAt = Math.ceil(deps.clock.now() / 1_000) + TOMBSTONE_KEPT_SECONDS;
  return putOverOlder(deps, pk, { ...EMPTY, v, deleted: true, expiresAt });
}

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
