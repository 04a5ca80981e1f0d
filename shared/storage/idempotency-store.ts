import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { IdempotencyMismatch, Unavailable } from '../contracts/refusal.ts';
import type { Clock } from '../runtime/clock.ts';
import { conditionHeld } from './condition-held.ts';
import { keys } from './table-keys.ts';

/** A key is kept 24 h (api.md), in seconds. */
const KEPT_SECONDS = 86_400;
/** A claim that is refused and then not found has just run out; more than once in a row does not happen. */
const ATTEMPTS = 3;

/** What a key is valid for: the same key of another user, route or object is another key. */
export type IdempotencyScope = { tenantId: string; userId: string; route: string; object: string };

type Deps = { documentClient: DynamoDBDocumentClient; table: string; clock: Pick<Clock, 'now'> };
type Claim = { scope: IdempotencyScope; key: string; bodyHash: string; proposedId: string };

const rowSchema = z.object({ id: z.string(), bodyHash: z.string(), expiresAt: z.number() });

/**
 * Claims an `Idempotency-Key` for what is about to be created under `proposedId`. A repeat gets the id of the first time:
 * whether that was created then is for the caller to see, and to do now if not (the first attempt may have died between).
 * @throws IdempotencyMismatch when the key came with another body.
 */
export async function claimIdempotencyKey(deps: Deps, claim: Claim): Promise<{ id: string; repeated: boolean }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const now = Math.floor(deps.clock.now() / 1_000);
    if (await put(deps, claim, now)) return { id: claim.proposedId, repeated: false };
    const first = await read(deps, claim);
    if (first === undefined || first.expiresAt <= now) continue;
    if (first.bodyHash !== claim.bodyHash) throw new IdempotencyMismatch();
    // The own id: the write was done and its answer got lost on the way.
    return { id: first.id, repeated: first.id !== claim.proposedId };
  }
  throw new Unavailable('The Idempotency-Key is claimed by other requests at this moment. Try again.');
}

/** The hash of a parsed body; the order of its fields does not matter. */
export function hashOfBody(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body, (_key, value: unknown) => (isRecord(value) ? sorted(value) : value)) ?? '')
    .digest('base64url');
}

function put(deps: Deps, { scope, key, bodyHash, proposedId }: Claim, now: number): Promise<boolean> {
  const write = new PutCommand({
    TableName: deps.table,
    Item: { ...keyOf(scope, key), id: proposedId, bodyHash, expiresAt: now + KEPT_SECONDS },
    // DynamoDB deletes what has expired days later: an expired claim counts as none.
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': now },
  });
  return conditionHeld(deps.documentClient.send(write));
}

async function read(deps: Deps, { scope, key }: Claim): Promise<z.infer<typeof rowSchema> | undefined> {
  const answer = await deps.documentClient.send(
    new GetCommand({ TableName: deps.table, Key: keyOf(scope, key), ConsistentRead: true }),
  );
  return answer.Item && rowSchema.parse(answer.Item);
}

/** Hashed: a key is any text up to 255 characters, and a sort key has its limits. */
function keyOf({ tenantId, userId, route, object }: IdempotencyScope, key: string) {
  const sk = createHash('sha256')
    .update(JSON.stringify([userId, route, object, key]))
    .digest('base64url');
  return { pk: keys.idempotency(tenantId), sk };
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
