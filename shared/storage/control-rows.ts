import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld } from './condition-held.ts';
import { type ControlKey, keys } from './table-keys.ts';

/** The due index is spread over this many partitions (design, section 4). */
export const DUE_SHARDS = 16;

const rowSchema = z.object({ pk: z.string(), writeId: z.string().optional(), state: z.string().optional() });
const stateSchema = z.record(z.string(), z.unknown());
const dueRowSchema = z.object({ pk: z.string(), dueAt: z.number() });

export type ControlRow = {
  pk: string;
  version: number;
  writeId: string;
  /** The control item as JSON text; absent in the dedupe record of what was deleted. */
  state?: string;
} & Record<string, unknown>;

/** The rows of the control table, whatever they drive: the state as JSON text beside what conditions and the due index need. */
export function controlRows({ documentClient, table }: { documentClient: DynamoDBDocumentClient; table: string }) {
  const put = (row: ControlRow, condition: Record<string, unknown> & { ConditionExpression: string }) =>
    conditionHeld(documentClient.send(new PutCommand({ TableName: table, Item: row, ...condition })));
  return {
    /** Strong read of a row's state. `undefined`: never there, or deleted and shrunk. */
    async read(pk: string): Promise<unknown> {
      const answer = await documentClient.send(new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true }));
      const { writeId, state } = answer.Item === undefined ? {} : rowSchema.parse(answer.Item);
      // It stands beside the state, and in the state too where an older version wrote it.
      return state === undefined ? undefined : { writeId, ...stateSchema.parse(JSON.parse(state)) };
    },

    /** False: the key is taken, by an item or by a deleted one's dedupe record. */
    create: (row: ControlRow): Promise<boolean> => put(row, { ConditionExpression: 'attribute_not_exists(pk)' }),

    /** One write conditional on the version that was read. False: somebody else wrote before, or it is gone. */
    save: (readVersion: number, row: ControlRow): Promise<boolean> =>
      put(row, {
        ConditionExpression: 'attribute_exists(pk) AND #version = :read',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':read': readVersion },
      }),

    /** At what the sweeper is to look by now, oldest first. Kinds that this version does not know are left to one that does. */
    async due(shard: number, now: number, limit: number): Promise<ControlKey[]> {
      const answer = await documentClient.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
          ExpressionAttributeValues: { ':shard': shard, ':now': now },
          Limit: limit,
        }),
      );
      return (answer.Items ?? []).flatMap((item) => keys.parseControl(dueRowSchema.parse(item).pk) ?? []);
    },
  };
}

/** The attributes of the due index; none while nothing is due. Spread by the last characters of the id, which are random. */
export function dueAttributes(id: string, dueAt: number | undefined): Record<string, number> {
  if (dueAt === undefined) return {};
  const dueShard = [...id.slice(-4)].reduce((sum, each) => sum * 31 + each.charCodeAt(0), 0) % DUE_SHARDS;
  return { dueAt, dueShard };
}
