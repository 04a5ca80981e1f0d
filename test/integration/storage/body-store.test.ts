import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '../../../shared/domain/session/stored-text.ts';
import { BodyMissing, bodyStore } from '../../../shared/storage/body-store.ts';
import { previewOf } from '../../../shared/storage/preview-of.ts';
import { localTables } from '../../builders/local-tables.ts';

let tables: Awaited<ReturnType<typeof localTables>>;
let texts: ReturnType<typeof bodyStore>;
beforeAll(async () => {
  tables = await localTables();
  texts = bodyStore({ ...tables, table: 'Activity' });
});
afterAll(() => tables.close());

const key = { tenantId: 'acme', sessionId: 'ses_1' };
/** Text that hardly compresses, of one byte a character. */
const noise = (bytes: number) =>
  randomBytes(bytes)
    .toString('latin1')
    .replace(/[^ -~]/g, 'x')
    .slice(0, bytes);
const part = 350 * 1_024;

describe('a text', () => {
  it('comes back as it was, of whatever characters, inline or not', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => text.repeat(500)),
    );
    await fc.assert(
      fc.asyncProperty(anyText, fc.constantFrom(0, 10, undefined), async (text, inlineBytes) => {
        const stored = await texts.store(key, text, inlineBytes);
        expect('text' in stored).toBe(Buffer.byteLength(text) <= (inlineBytes ?? 4_096));
        expect(await texts.read(key, stored)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps no half of a surrogate pair, which UTF-8 could not hold', async () => {
    for (const inlineBytes of [0, 100]) {
      expect(await texts.read(key, await texts.store(key, 'a\ud83d', inlineBytes))).toBe('a\ufffd');
    }
  });

  it.each([4_096, 4_097, part - 1, part, part + 1, 2 * part, MAX_BODY_BYTES - 1, MAX_BODY_BYTES])(
    'of %i bytes that do not compress comes back whole',
    async (bytes) => {
      const text = noise(bytes);
      const stored = await texts.store(key, text);
      expect(stored).toEqual(
        bytes <= 4_096
          ? { text }
          : {
              body: { id: expect.stringMatching(/^[0-9a-f]{32}$/), bytes, parts: Math.ceil(bytes / part), cut: false },
            },
      );
      expect((await texts.read(key, stored)) === text).toBe(true);
    },
  );

  it.each([
    ['x'.repeat(MAX_BODY_BYTES + 1), MAX_BODY_BYTES],
    [`x${'🙂'.repeat(MAX_BODY_BYTES / 4)}`, MAX_BODY_BYTES - 3],
    [`xx${'é'.repeat(MAX_BODY_BYTES / 2)}`, MAX_BODY_BYTES],
  ])('that is too long is cut between characters and flagged (%#)', async (text, kept) => {
    const stored = await texts.store(key, text);
    expect(stored).toMatchObject({ body: { cut: true, bytes: kept } });
    const read = await texts.read(key, stored);
    expect(text.startsWith(read)).toBe(true);
    expect(Buffer.byteLength(read)).toBe(kept);
  });

  it('has one key however often it is stored, and none in another session', async () => {
    const [first, second] = [await texts.store(key, noise(9_000)), await texts.store(key, 'b'.repeat(9_000))];
    expect(await texts.store(key, 'b'.repeat(9_000))).toEqual(second);
    expect(first).not.toEqual(second);
    await expect(texts.read({ ...key, sessionId: 'ses_2' }, second)).rejects.toThrow(BodyMissing);
  });
});

describe('a preview', () => {
  it('is the first 4 KB of a text, cut between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), fc.nat(500), (text, times) => {
        const long = text.repeat(times);
        const preview = previewOf(long);
        const bytes = Buffer.byteLength(preview);
        expect(long.startsWith(preview)).toBe(true);
        expect(preview.isWellFormed()).toBe(true);
        if (preview !== long) expect(bytes).toBeGreaterThan(4_092);
        expect(bytes).toBeLessThanOrEqual(4_096);
      }),
    );
  });
});
