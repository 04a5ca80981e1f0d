import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ControlItem, controlItemSchema } from '../domain/session/control-item.ts';
import { keys } from './table-keys.ts';
import type { TriggerKey } from './trigger-row.ts';

/** The due index is spread over this many partitions (design, section 4). */
export const DUE_SHARDS = 16;
/** A deleted session's key is kept this long as its dedupe record, in seconds (P13). */
const DELETED_KEPT_SECONDS = 7 * 86_400;

const rowSchema = z.object({ pk: z.string(), deleted: z.boolean().optional(), state: z.string().optional() });
const dueRowSchema = z.object({ pk: z.string(), dueAt: z.number() });

export type SessionKey = { tenantId: string; sessionId: string };
export type DueKey = SessionKey | TriggerKey;
export type ControlStore = ReturnType<typeof controlStore>;

/** Control items: the state as JSON text beside the attributes that conditions and the due index need. */
export function controlStore(deps: { documentClient: DynamoDBDocumentClient; table: string }) {
  return {
    /** Strong read. `undefined`: never there, or deleted and shrunk. */
    async read(key: SessionKey): Promise<ControlItem | undefined> {
      const answer = await deps.documentClient.send(
        new GetCommand({
          TableName: deps.table,
          Key: { pk: keys.session(key.tenantId, key.sessionId) },
          ConsistentRead: true,
        }),
      );
      if (answer.Item === undefined) return undefined;
      const { state } = rowSchema.parse(answer.Item);
      return state === undefined ? undefined : controlItemSchema.parse(JSON.parse(state));
    },

    /** False: the key is taken, by a session or by a deleted one's dedupe record. */
    create: (control: ControlItem): Promise<boolean> =>
      putWhen(deps, rowOf(control), { ConditionExpression: 'attribute_not_exists(pk)' }),

    /** One write conditional on the version that was read. False: somebody else wrote before, or it is gone. */
    save: (before: ControlItem, after: ControlItem): Promise<boolean> =>
      putWhen(deps, rowOf(after), {
        ConditionExpression: 'attribute_exists(pk) AND #version = :read',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':read': before.version },
      }),

    /** Sessions and triggers at which the sweeper is to look by now, oldest first. */
    async due(shard: number, now: number, limit: number): Promise<DueKey[]> {
      const answer = await deps.documentClient.send(
        new QueryCommand({
          TableName: deps.table,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
          ExpressionAttributeValues: { ':shard': shard, ':now': now },
          Limit: limit,
        }),
      );
      return (answer.Items ?? []).map((item) => {
        const { pk } = dueRowSchema.parse(item);
        return keys.parseDueTrigger(pk) ?? keys.parseSession(pk);
      });
    },
  };
}

function rowOf(control: ControlItem): Record<string, unknown> {
  const { head, version, writeId, dueAt } = control;
  const row = { pk: keys.session(head.tenantId, head.sessionId), version, writeId };
  if (control.deleted !== undefined && control.effects.length === 0) {
    return { ...row, deleted: true, expiresAt: Math.ceil(control.deleted.at / 1_000) + DELETED_KEPT_SECONDS };
  }
  const due = dueAt === undefined ? {} : { dueAt, dueShard: shardOf(head.sessionId) };
  return { ...row, ...due, state: JSON.stringify(control) };
}

/** Spreads what is due by the last characters of its id, which are random. */
export function shardOf(id: string): number {
  return [...id.slice(-4)].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 0) % DUE_SHARDS;
}

async function putWhen(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  item: Record<string, unknown>,
  condition: {
    ConditionExpression: string;
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
  },
): Promise<boolean> {
  try {
    await deps.documentClient.send(new PutCommand({ TableName: deps.table, Item: item, ...condition }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
