import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LatestFiring, TriggerItem } from '../domain/trigger/trigger.ts';
import { conditionHeld } from './condition-held.ts';
import {
  type FoundTrigger,
  firingKey,
  firingOf,
  rowOfFiring,
  rowOfTrigger,
  type TriggerKey,
  triggerKey,
  triggerOf,
} from './trigger-row.ts';

const TRIGGER_ID = /^trg_\w+$/;

export type TriggerStore = ReturnType<typeof triggerStore>;

/** The triggers of the Catalog table. */
export function triggerStore(deps: { documentClient: DynamoDBDocumentClient; table: string }) {
  const read = async (key: TriggerKey): Promise<TriggerItem | undefined> => {
    // Other rows stand beside the triggers' own, and any text may be asked for.
    if (!TRIGGER_ID.test(key.triggerId)) return undefined;
    const row = await readRow(deps, triggerKey(key));
    return row && triggerOf(row);
  };
  const put = async (tenantId: string, item: TriggerItem, condition: Condition): Promise<boolean> => {
    const Item = rowOfTrigger(tenantId, item);
    if (await conditionHeld(deps.documentClient.send(new PutCommand({ TableName: deps.table, Item, ...condition }))))
      return true;
    // It may be this very write whose answer was lost.
    const there = await read({ tenantId, triggerId: item.record.triggerId });
    return there?.writeId === item.writeId;
  };

  return {
    /** Strong read; a deleted one is there until it expires. */
    read,

    /** The trigger and its latest firing, both read strongly; undefined when it is not there or deleted. */
    async find(key: TriggerKey): Promise<FoundTrigger | undefined> {
      const [item, row] = await Promise.all([read(key), readRow(deps, firingKey(key))]);
      return item === undefined || item.removed ? undefined : { item, firing: row && firingOf(row) };
    },

    /** False: the id is taken. */
    create: (tenantId: string, item: TriggerItem): Promise<boolean> =>
      put(tenantId, item, { ConditionExpression: 'attribute_not_exists(pk)' }),

    /** One write on the revision that was read. False: somebody else wrote before. */
    save: (tenantId: string, before: TriggerItem, after: TriggerItem): Promise<boolean> =>
      put(tenantId, after, {
        ConditionExpression: 'attribute_exists(pk) AND revision = :read',
        ExpressionAttributeValues: { ':read': before.revision },
      }),

    /** Notes how a firing went, over an older one's note only. */
    async putFiring(key: TriggerKey, firing: LatestFiring): Promise<void> {
      const write = new PutCommand({
        TableName: deps.table,
        Item: rowOfFiring(key, firing),
        ConditionExpression: 'attribute_not_exists(pk) OR #at <= :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': firing.at },
      });
      await conditionHeld(deps.documentClient.send(write));
    },
  };
}

type Condition = { ConditionExpression: string; ExpressionAttributeValues?: Record<string, unknown> };

async function readRow(
  { documentClient, table }: { documentClient: DynamoDBDocumentClient; table: string },
  Key: Record<string, string>,
): Promise<Record<string, unknown> | undefined> {
  const answer = await documentClient.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return answer.Item;
}
