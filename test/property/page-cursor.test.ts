import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidCursor } from '../../shared/contracts/refusal.ts';
import { decodeCursor, encodeCursor } from '../../shared/storage/page-cursor.ts';

const position = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
  .filter((text) => Buffer.byteLength(text) <= 1_024);
const binding = fc.record({
  tenantId: fc.stringMatching(/^[a-z0-9]{3,8}$/),
  route: fc.constantFrom('listSessions', 'listAgents'),
  filter: fc.dictionary(
    fc.constantFrom('status', 'search', 'project', 'sort'),
    fc.oneof(fc.string(), fc.array(fc.string())),
    {
      noNullPrototype: true,
    },
  ),
});

describe('a page cursor', () => {
  it('leads back to its position under the same binding', () => {
    fc.assert(
      fc.property(position, binding, (at, bound) => {
        const reordered = { ...bound, filter: Object.fromEntries(Object.entries(bound.filter).reverse()) };
        const withHoles = { ...reordered, filter: { ...reordered.filter, unused: undefined } };
        expect(decodeCursor(encodeCursor({ position: at }, bound), withHoles)).toEqual({ position: at });
      }),
    );
  });

  it('is refused under any other tenant, route or filter', () => {
    fc.assert(
      fc.property(position, binding, binding, (at, bound, other) => {
        fc.pre(JSON.stringify(sorted(bound)) !== JSON.stringify(sorted(other)));
        expect(() => decodeCursor(encodeCursor({ position: at }, bound), other)).toThrow(InvalidCursor);
      }),
    );
  });

  it('is refused when its hash was changed, and never throws anything but that refusal', () => {
    fc.assert(
      fc.property(
        position,
        binding,
        fc.nat(),
        fc.constantFrom('A', 'z', '.', '%', '\0', '+'),
        (at, bound, place, character) => {
          const cursor = encodeCursor({ position: at }, bound);
          const index = place % cursor.length;
          const changed = cursor.slice(0, index) + character + cursor.slice(index + 1);
          fc.pre(changed !== cursor);
          if (index <= 16) expect(() => decodeCursor(changed, bound)).toThrow(InvalidCursor);
          else expectPositionOrRefusal(changed, bound);
        },
      ),
    );
  });

  it('is refused when it is any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), binding, (text, bound) => {
        expect(() => decodeCursor(text, bound)).toThrow(InvalidCursor);
      }),
    );
  });

  it('does not hold the tenant', () => {
    const cursor = encodeCursor({ position: 'x' }, { tenantId: 'acme', route: 'listAgents', filter: {} });
    expect(Buffer.from(cursor.split('.')[1] ?? '', 'base64url').toString()).toBe('x');
  });

  it('is refused when its position is longer than a sort key', () => {
    const bound = { tenantId: 'acme', route: 'listAgents', filter: {} };
    expect(() => decodeCursor(encodeCursor({ position: 'é'.repeat(513) }, bound), bound)).toThrow(InvalidCursor);
  });
});

function sorted({ filter, ...rest }: { filter: Record<string, unknown>; tenantId: string; route: string }) {
  return [rest.tenantId, rest.route, Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1))];
}

function expectPositionOrRefusal(text: string, bound: Parameters<typeof decodeCursor>[1]): void {
  try {
    expect(decodeCursor(text, bound).position).toEqual(expect.any(String));
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidCursor);
  }
}
