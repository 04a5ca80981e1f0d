import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld } from './condition-held.ts';
import { dueAttributes } from './control-rows.ts';
import { keys } from './table-keys.ts';
import type { TriggerKey } from './trigger-row.ts';

/** A nomination that is over is kept this long for DynamoDB to delete, in seconds. */
const KEPT_SECONDS = 3_600;
const rowSchema = z.object({ writeId: z.string(), dueAt: z.number().optional() });

export type DueTriggers = ReturnType<typeof dueTriggerStore>;

/**
 * Nominates triggers for the sweeper, in the due index of the control table: put before a trigger is written, so that no crash
 * can leave an outbox that nobody looks into. It only nominates; what is to be done is in the trigger.
 */
export function dueTriggerStore(deps: { documentClient: DynamoDBDocumentClient; table: string }) {
  const put = (key: TriggerKey, row: Record<string, unknown>, condition: Record<string, unknown> = {}) =>
    conditionHeld(
      deps.documentClient.send(
        new PutCommand({
          TableName: deps.table,
          Item: { pk: keys.dueTrigger(key.tenantId, key.triggerId), ...row },
          ...condition,
        }),
      ),
    );
  const heldBy = (writeId: string) => ({
    ConditionExpression: 'writeId = :held',
    ExpressionAttributeValues: { ':held': writeId },
  });

  return {
    /** The sweeper is to look at the trigger at `dueAt` (milliseconds), whoever nominated it before. */
    async nominate(key: TriggerKey, writeId: string, dueAt: number): Promise<void> {
      await put(key, { writeId, ...dueAttributes(key.triggerId, dueAt) });
    },

    /** Takes a nomination that is due, until `dueAt`. False: another sweeper has it, or it is not due any more. */
    async take(key: TriggerKey, { writeId, now, dueAt }: { writeId: string; now: number; dueAt: number }) {
      const Key = { pk: keys.dueTrigger(key.tenantId, key.triggerId) };
      const answer = await deps.documentClient.send(
        new GetCommand({ TableName: deps.table, Key, ConsistentRead: true }),
      );
      const held = rowSchema.safeParse(answer.Item).data;
      if (held?.dueAt === undefined || held.dueAt > now) return false;
      return put(key, { writeId, ...dueAttributes(key.triggerId, dueAt) }, heldBy(held.writeId));
    },

    /** Nothing is left to do. It stays when somebody else has nominated the trigger since. */
    async withdraw(key: TriggerKey, writeId: string, now: number): Promise<void> {
      await put(key, { writeId, expiresAt: Math.ceil(now / 1_000) + KEPT_SECONDS }, heldBy(writeId));
    },
  };
}
