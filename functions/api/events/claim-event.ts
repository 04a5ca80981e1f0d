import { wholeSeconds } from '../../../shared/domain/trigger/occurrence.ts';
import { claimIdempotencyKey, hashOfBody, type IdempotencyScope } from '../../../shared/storage/idempotency-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';

/** One event, however often it is put: its time is part of the ids that are derived from it. */
export type ClaimedEvent = {
  eventId: string;
  /** Whole seconds, in milliseconds. */
  at: number;
};

/**
 * The event that is to be put; a repeat of `key` gets id and time of the first time. Without a key it is always a new one.
 * @throws IdempotencyMismatch when the key came with another body
 */
export async function claimEvent(
  { scope, key, eventId, body }: { scope: IdempotencyScope; key: string | undefined; eventId: string; body: unknown },
  { documentClient, tables, clock }: ApiDeps,
): Promise<ClaimedEvent> {
  const at = wholeSeconds(clock.now());
  if (key === undefined) return { eventId, at };
  const claimed = await claimIdempotencyKey(
    { documentClient, table: tables.Catalog, clock },
    { scope, key, bodyHash: hashOfBody(body), proposedId: `${at} ${eventId}` },
  );
  const [, firstAt = '', firstId = ''] = /^(\d+) (.+)$/s.exec(claimed.id) ?? [];
  return { eventId: firstId, at: Number(firstAt) };
}
