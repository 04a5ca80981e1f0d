import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesPattern } from '../../shared/domain/trigger/event-pattern.ts';
import { guardedPattern, tenantPatternViolations } from '../../shared/domain/trigger/tenant-guard.ts';

const tenant = fc.stringMatching(/^[a-z0-9]{3,32}$/);
const account = '123456789012';
const word = fc.constantFrom('shop', 'agent-sessions', 'agent-sessions.api', 'tenant/acme', 'a', '');
const scalar = fc.oneof(word, fc.integer({ min: -3, max: 3 }), fc.boolean(), fc.constant(null));
const condition = fc.oneof(
  scalar,
  fc.record({ prefix: word }),
  fc.record({ suffix: word }),
  fc.record({ wildcard: fc.constantFrom('*', '*/acme', 'tenant/*', 'agent*') }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ 'equals-ignore-case': word }),
  fc.record({ 'anything-but': fc.array(word, { minLength: 1, maxLength: 2 }) }),
  fc.record({ 'anything-but': fc.record({ prefix: fc.constantFrom('shop', 'a') }) }),
);
const conditions = fc.array(condition, { minLength: 1, maxLength: 2 });

/** Mostly what may be saved, or there would be nothing to look at. */
const source = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown[][]>(['shop'], ['shop', 'a'], [{ prefix: 'sh' }], [{ suffix: 'op' }]),
  },
  { weight: 1, arbitrary: conditions },
);
const detail = fc.dictionary(fc.constantFrom('status', 'tenantId'), conditions, { minKeys: 1, maxKeys: 2 });
const plain = fc.record({ source, 'detail-type': conditions, detail }, { requiredKeys: [] });

/** Patterns as a tenant might write them, to reach for others too. */
const pattern: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 6, arbitrary: plain },
  {
    weight: 4,
    arbitrary: fc.record(
      { 'detail-type': conditions, $or: fc.array(plain, { minLength: 2, maxLength: 3 }) },
      { requiredKeys: ['$or'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ source, account: conditions, resources: conditions }, { requiredKeys: [] }) },
);

/** An event as it may come over the bus: by the product, by a tenant, or by another system of the account. */
const event = (tenantId: string) =>
  fc.record({
    source: fc.constantFrom('shop', 'a', 'agent-sessions', 'agent-sessions.api'),
    'detail-type': word,
    account: fc.constantFrom(account, account, account, '999999999999'),
    resources: fc.constantFrom([`tenant/${tenantId}`], [`tenant/${tenantId}`, 'event/1'], ['event/1']),
    detail: fc.record({ status: scalar, tenantId: scalar }),
  });

const two = fc
  .tuple(tenant, tenant)
  .filter(([mine, other]) => mine !== other)
  .chain(([mine, other]) => fc.tuple(fc.constant(mine), pattern, event(other), event(mine)));

it("never matches an event of another tenant, or the product's own, whatever a tenant may save", () => {
  let saved = 0;
  let matched = 0;
  fc.assert(
    fc.property(two, ([tenantId, written, foreign, own]) => {
      if (tenantPatternViolations(written).length > 0) return;
      saved += 1;
      const guarded = guardedPattern(written, { tenantId, account });
      expect(matchesPattern(guarded, foreign)).toBe(false);
      if (!matchesPattern(guarded, own)) return;
      matched += 1;
      expect(own).toMatchObject({ account, source: expect.not.stringMatching(/^agent-sessions/) });
      expect(own.resources).toContain(`tenant/${tenantId}`);
      // It is the tenant's own pattern that matched, not a wider one.
      expect(matchesPattern(written, own)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  // The property is about something: patterns were saved, and some of them matched.
  expect(saved).toBeGreaterThan(500);
  expect(matched).toBeGreaterThan(20);
});
