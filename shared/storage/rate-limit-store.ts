import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type RateLimit, type Taking, taking } from '../domain/access/rate-limit.ts';
import { conditionHeld } from './condition-held.ts';

/** A bucket that nobody used for so long is full: DynamoDB may delete it, in seconds. */
const KEPT_SECONDS = 3_600;

type Deps = { documentClient: DynamoDBDocumentClient; table: string };
type Wanted = { pk: string; limit: RateLimit; count: number; now: number };

const rowSchema = z.object({ fullAt: z.number() });

/** Token buckets that all instances of all functions share. */
export function rateLimitStore(deps: Deps) {
  return {
    /**
     * Takes `count` tokens out of the bucket, all or none; `now` in ms. Never more than the bucket held, whoever takes at the
     * same time. Answers 0, or the milliseconds until so many will be there.
     */
    async take({ pk, limit, count, now }: Wanted): Promise<number> {
      const wanted = taking(limit, count, now);
      if (await fromFull(deps, pk, wanted)) return 0;
      // It was not full, and time does not run back: only others can have changed it since, and they only take.
      if (await fromPartlyFull(deps, pk, wanted)) return 0;
      return missingMs(deps, pk, wanted);
    },
  };
}

function fromFull({ documentClient, table }: Deps, pk: string, { now, cost }: Taking): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: table,
    Key: { pk },
    UpdateExpression: 'SET fullAt = :fullAt, expiresAt = :expiresAt',
    ConditionExpression: 'attribute_not_exists(fullAt) OR fullAt < :now',
    ExpressionAttributeValues: { ':now': now, ':fullAt': now + cost, ':expiresAt': expiryOf(now + cost) },
  });
  return conditionHeld(documentClient.send(update));
}

function fromPartlyFull({ documentClient, table }: Deps, pk: string, { now, cost, latest }: Taking): Promise<boolean> {
  if (latest < now) return Promise.resolve(false);
  const update = new UpdateCommand({
    TableName: table,
    Key: { pk },
    UpdateExpression: 'SET fullAt = fullAt + :cost, expiresAt = :expiresAt',
    ConditionExpression: 'fullAt BETWEEN :now AND :latest',
    ExpressionAttributeValues: {
      ...{ ':now': now, ':latest': latest, ':cost': cost },
      ':expiresAt': expiryOf(latest + cost),
    },
  });
  return conditionHeld(documentClient.send(update));
}

async function missingMs({ documentClient, table }: Deps, pk: string, { now, latest }: Taking): Promise<number> {
  const { Item } = await documentClient.send(new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true }));
  const fullAt = rowSchema.safeParse(Item).data?.fullAt ?? now;
  return Math.max(1, Math.ceil((fullAt - latest) / 1_000));
}

/** Epoch second, of a time in µs. */
function expiryOf(time: number): number {
  return Math.ceil(time / 1_000_000) + KEPT_SECONDS;
}
