import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { rateLimitSchema } from '../../shared/domain/access/rate-limit.ts';
import { rateLimitStore } from '../../shared/storage/rate-limit-store.ts';
import { localTables } from '../builders/local-tables.ts';

const tables = await localTables();
afterAll(tables.close);
const store = rateLimitStore({ documentClient: tables.documentClient, table: 'RateLimits' });
let buckets = 0;

/** Takers at the same time, then a pause: whole ms before the next ones. */
const waveArbitrary = fc.record({
  counts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }),
  pause: fc.integer({ min: 0, max: 900 }),
  /** The takers' clocks differ by so much, in ms. */
  skew: fc.integer({ min: -20, max: 0 }),
});

describe('a token bucket', () => {
  it('never gives more than its burst and what came back since, however it is asked', async () => {
    const limitArbitrary = fc.record({
      perSecond: fc.integer({ min: 1, max: 50 }),
      burst: fc.integer({ min: 4, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(limitArbitrary, fc.array(waveArbitrary, { maxLength: 12 }), async (limit, waves) => {
        buckets += 1;
        const pk = `T#acme#LIMIT#${buckets}`;
        const given: { at: number; count: number }[] = [];
        let at = Date.UTC(2026, 10, 23, 9);
        for (const { counts, pause, skew } of waves) {
          await Promise.all(
            counts.map(async (count, index) => {
              const missing = await store.take({ pk, limit, count, now: at + (index % 2) * skew });
              if (missing === 0) given.push({ at, count });
              else expect(missing).toBeGreaterThan(0);
            }),
          );
          at += pause;
        }
        for (const { at: from } of given) {
          const inWindow = given.filter((one) => one.at >= from);
          for (const { at: to } of inWindow) {
            const sum = inWindow.filter((one) => one.at <= to).reduce((total, { count }) => total + count, 0);
            expect(sum).toBeLessThanOrEqual(limit.burst + (limit.perSecond * (to - from + 20)) / 1_000 + 0.001);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives what was missing after the time that it told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 10 }),
        async (perSecond, burst) => {
          buckets += 1;
          const bucket = { pk: `T#acme#LIMIT#${buckets}`, limit: { perSecond, burst }, count: 1 };
          const now = Date.UTC(2026, 10, 23, 9);
          for (let taken = 0; taken < burst; taken += 1) expect(await store.take({ ...bucket, now })).toBe(0);
          const missing = await store.take({ ...bucket, now });
          expect(missing).toBeGreaterThan(0);
          expect(await store.take({ ...bucket, now: now + missing })).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a limit in settings', () => {
  it.each([
    ['20:100', { perSecond: 20, burst: 100 }],
    ['0.5:1', { perSecond: 0.5, burst: 1 }],
    [' 7:7 ', { perSecond: 7, burst: 7 }],
    ['none', undefined],
  ])('is read: %s', (text, limit) => {
    expect(rateLimitSchema.parse(text)).toEqual(limit);
  });

  it.each(['', '20', '20:', ':5', '0:5', '5:0', '-1:5', '1:2:3', 'NaN:1', '1e3:5', '20/100', 'off'])(
    'is refused: %s',
    (text) => {
      expect(rateLimitSchema.safeParse(text).success).toBe(false);
    },
  );
});
