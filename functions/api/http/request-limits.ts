import { RateLimited } from '../../../shared/contracts/refusal.ts';
import type { Route } from '../../../shared/contracts/route.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { type RateLimit, rateLimitSchema } from '../../../shared/domain/access/rate-limit.ts';
import { rateLimitStore } from '../../../shared/storage/rate-limit-store.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import type { ApiDeps } from './api-deps.ts';

/** So many parts of a bucket are taken one by one: an instance takes 2 % at a time and hands it out by itself. */
const PARTS = 50;
/** What an instance has taken and not handed out by then is lost, in ms: it would add to a later burst. */
const KEPT_MS = 10_000;
/** The limit is not worth an outage: when its table fails, requests pass for so long, in ms. */
const OPEN_MS = 5_000;
/** Buckets that an instance remembers; the one that was made first goes first. */
const REMEMBERED = 2_000;

export type LimitDeps = Pick<ApiDeps, 'documentClient' | 'tables' | 'clock' | 'environment' | 'logger'>;

/** Lets a request pass, or throws RateLimited. */
export type AdmitRequest = (caller: Identity, route: Route) => Promise<void>;

/** What an instance holds of a bucket. */
type Held = {
  tokens: number;
  /** Until when the tokens count. */
  until: number;
  /** Until when the bucket is known to hold too little. */
  emptyUntil: number;
  taking?: Promise<void> | undefined;
};

type Bucket = { pk: string; limit: RateLimit; whose: 'You have' | 'Your tenant has' };

/**
 * Limits the requests of each user and of each tenant, over all instances: reads and commands each for themselves. The user
 * comes first, so that one person who asks too much takes nothing from the tenant's bucket.
 */
export function requestLimits(deps: LimitDeps): AdmitRequest {
  const take = taker(deps);
  const limits = limitsOf(deps.environment);
  return async ({ tenantId, userId }, { servedBy, cost = 1 }) => {
    const { user, tenant } = limits[servedBy];
    if (user) await take({ pk: keys.userLimit(tenantId, servedBy, userId), limit: user, whose: 'You have' }, cost);
    if (tenant) await take({ pk: keys.tenantLimit(tenantId, servedBy), limit: tenant, whose: 'Your tenant has' }, cost);
  };
}

function limitsOf(environment: ApiDeps['environment']) {
  return {
    read: {
      user: rateLimitSchema.parse(environment.LIMIT_USER_READS),
      tenant: rateLimitSchema.parse(environment.LIMIT_TENANT_READS),
    },
    command: {
      user: rateLimitSchema.parse(environment.LIMIT_USER_COMMANDS),
      tenant: rateLimitSchema.parse(environment.LIMIT_TENANT_COMMANDS),
    },
  };
}

function taker({ documentClient, tables, clock, logger }: LimitDeps) {
  const store = rateLimitStore({ documentClient, table: tables.RateLimits });
  const buckets = new Map<string, Held>();

  /** Takes from the shared bucket; what fails counts as taken. */
  async function refill({ pk, limit, whose }: Bucket, held: Held, cost: number): Promise<void> {
    const now = clock.now();
    const part = Math.floor(limit.burst / PARTS);
    let count = Math.max(cost, part);
    let missingMs = 0;
    try {
      missingMs = await store.take({ pk, limit, count, now });
      if (missingMs > 0 && count > cost) {
        count = cost;
        missingMs = await store.take({ pk, limit, count, now });
      }
    } catch (error) {
      logger.error('api.limit-not-read', { error });
      Object.assign(held, { tokens: Number.POSITIVE_INFINITY, until: now + OPEN_MS });
      return;
    }
    if (missingMs > 0) {
      // Where there is too little for a costly request there may be enough for another.
      if (cost <= 1) held.emptyUntil = now + missingMs;
      throw new RateLimited(whose, missingMs);
    }
    const left = held.until > now ? held.tokens : 0;
    Object.assign(held, { tokens: left + count - cost, until: now + KEPT_MS });
  }

  return async (bucket: Bucket, cost: number): Promise<void> => {
    const held = heldOf(buckets, bucket.pk);
    for (;;) {
      const now = clock.now();
      if (held.emptyUntil > now) throw new RateLimited(bucket.whose, held.emptyUntil - now);
      if (held.until > now && held.tokens >= cost) {
        held.tokens -= cost;
        return;
      }
      // One at a time: the others may find enough in what this one takes.
      if (held.taking !== undefined) {
        await held.taking.catch(() => undefined);
        continue;
      }
      held.taking = refill(bucket, held, cost).finally(() => {
        held.taking = undefined;
      });
      return held.taking;
    }
  };
}

function heldOf(buckets: Map<string, Held>, pk: string): Held {
  const known = buckets.get(pk);
  if (known !== undefined) return known;
  const oldest = buckets.keys().next();
  if (buckets.size >= REMEMBERED && oldest.done !== true) buckets.delete(oldest.value);
  const held: Held = { tokens: 0, until: 0, emptyUntil: 0 };
  buckets.set(pk, held);
  return held;
}
