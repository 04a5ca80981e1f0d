import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dailyBudgetSpent, dayIsFull, type WantedBlock } from '../domain/session/daily-allowance.ts';
import type { Failure } from '../domain/session/error-category.ts';
import type { Amount } from '../domain/session/spending.ts';
import { conditionHeld } from './condition-held.ts';
import { keys } from './table-keys.ts';

/** A day's counter is kept so long for those who give back late, in seconds; it may then be deleted. */
const KEPT_SECONDS = 8 * 86_400;
/** A session leases this part of the day's budget at once: few requests, and little is held by those who wait. */
const BLOCKS_A_DAY = 50;
/** Others may change the counter between a read and a write; each try looks anew. */
const MOST_TRIES = 20;
const MICROS = 1_000_000;

type LeaseOfDay = { tenantId: string; sessionId: string; day: string; lease: number };
type Wanted = { tenantId: string; sessionId: string } & WantedBlock;
type Returned = LeaseOfDay & { spent: Amount };
/** `isFull`: the day's item has reached the size of the largest one that DynamoDB keeps, which operators should know. */
type Taken = { amount: Amount } | { failure: Failure; isFull?: true };

/** A tenant's budget of a day, from which its sessions lease blocks. */
export type TenantBudget = {
  /** What a session leases at once; undefined: the deployment sets no daily budget. */
  block: Amount | undefined;
  /** Leases a block, or what is left of the day if that is enough. The same block again is the same lease. */
  take: (wanted: Wanted) => Promise<Taken>;
  /** Ends a lease: what was not spent is free for others. The same again changes nothing. */
  giveBack: (lease: Returned) => Promise<void>;
};

/** Of one session: the latest block (tokens, micros), and all of its blocks together. Money in millionths of a dollar. */
const heldSchema = z.object({
  tokens: z.number(),
  micros: z.number(),
  allTokens: z.number(),
  allMicros: z.number(),
});
type Held = z.infer<typeof heldSchema>;
type Lease = { block: number; held: Held };
const daySchema = z.object({
  leasedTokens: z.number().default(0),
  leasedMicros: z.number().default(0),
  spentTokens: z.number().default(0),
  spentMicros: z.number().default(0),
});
type Deps = { documentClient: DynamoDBDocumentClient; table: string };
/** Where a lease is kept. */
type Place = { pk: string; names: { '#block': string; '#held': string } };
type Micros = { tokens: number; micros: number };

/** `limit`: of a tenant's day, 0 for none. One request a block; a read and a write when a session gives back. */
export function tenantBudgetStore(deps: Deps & { limit: Amount }): TenantBudget {
  const { limit } = deps;
  const isLimited = limit.tokens > 0 || limit.costUsd > 0;
  return {
    block: isLimited
      ? { tokens: Math.ceil(limit.tokens / BLOCKS_A_DAY), costUsd: limit.costUsd / BLOCKS_A_DAY }
      : undefined,
    take: (wanted) => take(deps, wanted),
    giveBack: (lease) => giveBack(deps, lease),
  };
}

/** How a tenant's day stands: `leased` is what sessions have spent or hold, `spent` what of it those said that gave back. */
export async function readTenantDay(
  deps: Deps,
  tenantId: string,
  day: string,
): Promise<{ leased: Amount; spent: Amount }> {
  const item = await readItem(deps, keys.tenantDay(tenantId, day));
  const { leasedTokens, leasedMicros, spentTokens, spentMicros } = daySchema.parse(item);
  return {
    leased: { tokens: leasedTokens, costUsd: leasedMicros / MICROS },
    spent: { tokens: spentTokens, costUsd: spentMicros / MICROS },
  };
}

async function take(deps: Deps & { limit: Amount }, wanted: Wanted): Promise<Taken> {
  const limit = inMicros(deps.limit, Math.floor);
  const least = inMicros(wanted.least);
  let block = inMicros(wanted.amount);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const added = await addBlock(deps, wanted, block, limit);
    if (added === 'full') return { failure: dayIsFull(wanted.day), isFull: true };
    if (added) return { amount: asAmount(block) };
    const { lease, counters } = await readDay(deps, placeOf(wanted));
    if (lease !== undefined && lease.block >= wanted.block) return { amount: asAmount(lease.held) };
    const leased = { tokens: counters.leasedTokens, micros: counters.leasedMicros };
    const left = (key: keyof Micros) => (limit[key] > 0 ? limit[key] - leased[key] : Number.POSITIVE_INFINITY);
    const isGone = lease === undefined && wanted.block > 1;
    if (isGone || left('tokens') < least.tokens || left('micros') < least.micros)
      return { failure: dailyBudgetSpent({ limit: deps.limit, leased: asAmount(leased), wanted: wanted.least }) };
    const full = inMicros(wanted.amount);
    block = { tokens: Math.min(full.tokens, left('tokens')), micros: Math.min(full.micros, left('micros')) };
  }
  throw new TenantDayContended(wanted.day);
}

/** Many lease from one tenant's day at once; trying again later is safe. */
class TenantDayContended extends Error {
  constructor(day: string) {
    super(`The tenant's budget of ${day} is being leased from by many at once; nothing was taken. Try again.`);
    this.name = 'ItemContended';
  }
}

/** One conditional write. False: the block was taken before, or the day has not so much left. `full`: there is no room to note it. */
async function addBlock(
  { documentClient, table }: Deps,
  wanted: Wanted,
  { tokens, micros }: Micros,
  limit: Micros,
): Promise<boolean | 'full'> {
  const { pk, names } = placeOf(wanted);
  const isFirst = wanted.block === 1;
  const before = inMicros(wanted.held, Math.round);
  const held: Held = { tokens, micros, allTokens: before.tokens + tokens, allMicros: before.micros + micros };
  const conditions = [isFirst ? 'attribute_not_exists(#block)' : '#block = :before'];
  if (limit.tokens > 0) conditions.push('(attribute_not_exists(leasedTokens) OR leasedTokens <= :mostTokens)');
  if (limit.micros > 0) conditions.push('(attribute_not_exists(leasedMicros) OR leasedMicros <= :mostMicros)');
  if ((limit.tokens > 0 && tokens > limit.tokens) || (limit.micros > 0 && micros > limit.micros)) return false;
  const update = new UpdateCommand({
    TableName: table,
    Key: { pk },
    UpdateExpression:
      'SET #block = :block, #held = :held, expiresAt = :expiresAt ADD leasedTokens :tokens, leasedMicros :micros',
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ...{ ':block': wanted.block, ':held': held, ':expiresAt': expiryOf(wanted.day) },
      ...{ ':tokens': tokens, ':micros': micros },
      ...(!isFirst && { ':before': wanted.block - 1 }),
      ...(limit.tokens > 0 && { ':mostTokens': limit.tokens - tokens }),
      ...(limit.micros > 0 && { ':mostMicros': limit.micros - micros }),
    },
  });
  try {
    return await conditionHeld(documentClient.send(update));
  } catch (error) {
    if (isTooLarge(error)) return 'full';
    throw error;
  }
}

/** DynamoDB says "Item size to update has exceeded the maximum allowed size" (400 KB). */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException' && /\bitem size\b/i.test(error.message);
}

/** Whoever finds no lease has given it back before, or never taken it. */
async function giveBack(deps: Deps, { spent, ...of }: Returned): Promise<void> {
  const place = placeOf(of);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { lease } = await readDay(deps, place);
    if (lease === undefined || (await endLease(deps, place, lease, inMicros(spent)))) return;
  }
  throw new TenantDayContended(of.day);
}

function endLease(
  { documentClient, table }: Deps,
  { pk, names }: Place,
  { block, held }: Lease,
  spent: Micros,
): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: table,
    Key: { pk },
    UpdateExpression:
      'REMOVE #block, #held ADD leasedTokens :tokens, leasedMicros :micros, spentTokens :spentTokens, spentMicros :spentMicros',
    ConditionExpression: '#block = :block',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ':block': block,
      ...{ ':tokens': spent.tokens - held.allTokens, ':micros': spent.micros - held.allMicros },
      ...{ ':spentTokens': spent.tokens, ':spentMicros': spent.micros },
    },
  });
  return conditionHeld(documentClient.send(update));
}

async function readDay(deps: Deps, { pk, names }: Place) {
  const item = await readItem(deps, pk);
  const block = z.number().safeParse(item[names['#block']]).data;
  const held = heldSchema.safeParse(item[names['#held']]).data;
  const lease = block === undefined || held === undefined ? undefined : { block, held };
  return { counters: daySchema.parse(item), lease };
}

async function readItem({ documentClient, table }: Deps, pk: string): Promise<Record<string, unknown>> {
  const { Item } = await documentClient.send(new GetCommand({ TableName: table, Key: { pk }, ConsistentRead: true }));
  return Item ?? {};
}

function placeOf({ tenantId, sessionId, day, lease }: LeaseOfDay): Place {
  const names = { '#block': keys.blockOfDay(sessionId, lease), '#held': keys.heldOfDay(sessionId, lease) };
  return { pk: keys.tenantDay(tenantId, day), names };
}

function inMicros({ tokens, costUsd }: Amount, round = Math.ceil): Micros {
  return { tokens, micros: round(costUsd * MICROS) };
}

function asAmount({ tokens, micros }: Micros): Amount {
  return { tokens, costUsd: micros / MICROS };
}

/** Epoch second. */
function expiryOf(day: string): number {
  return Date.parse(day) / 1_000 + KEPT_SECONDS;
}
