import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdempotencyMismatch } from '../../../shared/contracts/refusal.ts';
import { claimIdempotencyKey, hashOfBody } from '../../../shared/storage/idempotency-store.ts';
import { localTables } from '../../builders/local-tables.ts';

const DAY_MS = 86_400_000;
let tables: Awaited<ReturnType<typeof localTables>>;
let now = Date.UTC(2026, 0, 1);
beforeAll(async () => {
  tables = await localTables();
});
afterAll(() => tables.close());

const scope = { tenantId: 'acme', userId: 'ada', route: 'startSession', object: 'agt_1' };
const claim = (key: string, proposedId: string, over: { bodyHash?: string; scope?: Partial<typeof scope> } = {}) =>
  claimIdempotencyKey(
    { documentClient: tables.documentClient, table: 'Catalog', clock: { now: () => now } },
    { scope: { ...scope, ...over.scope }, key, bodyHash: over.bodyHash ?? 'hash', proposedId },
  );

describe('an idempotency key', () => {
  it('gives a repeat the id of the first time', async () => {
    expect(await claim('k1', 'ses_1')).toEqual({ id: 'ses_1', repeated: false });
    expect(await claim('k1', 'ses_2')).toEqual({ id: 'ses_1', repeated: true });
  });

  it('is one claim for requests that come together', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, (_, at) => claim('k2', `ses_${at}`)));
    expect(new Set(claims.map(({ id }) => id)).size).toBe(1);
    expect(claims.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  it('is refused with another body', async () => {
    await claim('k3', 'ses_1');
    await expect(claim('k3', 'ses_2', { bodyHash: 'other' })).rejects.toBeInstanceOf(IdempotencyMismatch);
  });

  it.each([{ tenantId: 'other' }, { userId: 'bob' }, { route: 'runAgent' }, { object: 'agt_2' }])(
    'is another key within %j',
    async (over) => {
      await claim('k4', 'ses_1');
      const id = `ses_${JSON.stringify(over)}`;
      expect(await claim('k4', id, { scope: over })).toEqual({ id, repeated: false });
    },
  );

  it('is kept for 24 hours, and then free although the item is still there', async () => {
    await claim('k5', 'ses_1');
    now += DAY_MS - 1_000;
    expect(await claim('k5', 'ses_2')).toEqual({ id: 'ses_1', repeated: true });
    now += 1_000;
    expect(await claim('k5', 'ses_3', { bodyHash: 'other' })).toEqual({ id: 'ses_3', repeated: false });
    expect(await claim('k5', 'ses_4', { bodyHash: 'other' })).toEqual({ id: 'ses_3', repeated: true });
  });

  it('is still the own one when the SDK repeats a write whose answer got lost', async () => {
    expect(await claim('k6', 'ses_1')).toEqual({ id: 'ses_1', repeated: false });
    expect(await claim('k6', 'ses_1')).toEqual({ id: 'ses_1', repeated: false });
  });
});

describe('the hash of a body', () => {
  it('does not depend on the order of fields, and on everything else', () => {
    expect(hashOfBody({ a: 1, b: { c: [1, 2], d: null } })).toBe(hashOfBody({ b: { d: null, c: [1, 2] }, a: 1 }));
    const bodies = [
      {},
      { a: 1 },
      { a: '1' },
      { a: [1] },
      { a: { 0: 1 } },
      [],
      null,
      undefined,
      '',
      { a: [2, 1] },
      { a: [1, 2] },
    ];
    expect(new Set(bodies.map(hashOfBody)).size).toBe(bodies.length);
  });
});
