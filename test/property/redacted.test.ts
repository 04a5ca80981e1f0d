import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redacted } from '../../shared/tool-runners/redacted.ts';

const PIECE = 8;

/** As the API takes them: one line of printable ASCII without a space at its ends. */
const value = fc.oneof(
  fc
    .string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 8,
      maxLength: 80,
    })
    .map((text) => text.trim())
    .filter(({ length }) => length >= PIECE),
  fc.base64String({ minLength: 12, maxLength: 64 }),
  fc.constantFrom('12345678', 'aaaaaaaaaaaa', 'p@ss w%41rd\\u0041"x', '«***»-redacted', 'a","b":"c","d'),
);
const around = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('%', '\\', '"', 'Bearer '),
);

const json = (text: string) => JSON.stringify(text).slice(1, -1);
const everyByte = (text: string, write: (hex: string) => string) =>
  [...Buffer.from(text)].map((byte) => write(byte.toString(16).padStart(2, '0'))).join('');

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** How a service may write a value, each with how a reader gets it back. */
const WRITINGS: Record<string, { write: (text: string) => string; read: (text: string) => string }> = {
  plain: { write: (text) => text, read: (text) => text },
  json: { write: json, read: fromJson },
  'json twice': { write: (text) => json(json(text)), read: (text) => fromJson(fromJson(text)) },
  'json in \\u': {
    write: (text) => everyByte(text, (hex) => `\\u00${hex}`),
    read: fromJson,
  },
  url: { write: encodeURIComponent, read: fromPercents },
  'url, every byte': { write: (text) => everyByte(text, (hex) => `%${hex}`), read: fromPercents },
  'url twice': {
    write: (text) => encodeURIComponent(encodeURIComponent(text)),
    read: (text) => fromPercents(fromPercents(text)),
  },
  form: {
    write: (text) => new URLSearchParams({ v: text }).toString().slice(2),
    read: (text) => fromPercents(text.replaceAll('+', ' ')),
  },
  'url in json': { write: (text) => json(encodeURIComponent(text)), read: (text) => fromPercents(fromJson(text)) },
  'json in \\u{}': {
    write: (text) => everyByte(text, (hex) => `\\u{${hex}}`),
    read: fromJson,
  },
  html: { write: html, read: fromHtml },
  'html, every byte': { write: (text) => everyByte(text, (hex) => `&#x${hex};`), read: fromHtml },
  'html, every byte in decimals': {
    write: (text) => everyByte(text, (hex) => `&#${Number.parseInt(hex, 16)};`),
    read: fromHtml,
  },
  'html, every byte with zeros': {
    write: (text) => everyByte(text, (hex) => `&#X0000${hex.toUpperCase()};`),
    read: fromHtml,
  },
  'html in json': { write: (text) => json(html(text)), read: (text) => fromHtml(fromJson(text)) },
  'html in url': { write: (text) => encodeURIComponent(html(text)), read: (text) => fromHtml(fromPercents(text)) },
  'json in html': { write: (text) => html(json(text)), read: (text) => fromJson(fromHtml(text)) },
  'json in url': { write: (text) => encodeURIComponent(json(text)), read: (text) => fromJson(fromPercents(text)) },
};

/** As readers do that go on where something is no escape. */
function fromJson(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})|\\u\{0*([0-9a-f]{1,4})\}|\\(["\\/])/gi, (_, hex, braced, sign) =>
    sign === undefined ? String.fromCharCode(Number.parseInt(hex ?? braced, 16)) : sign,
  );
}
function fromPercents(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => NAMED[sign] ?? sign);
}
function fromHtml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return Object.keys(NAMED).find((sign) => NAMED[sign] === `&${name};`) ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0x10_ff_ff ? whole : String.fromCodePoint(code);
  });
}

/** The pieces of the value that the text still holds. */
function leftIn(text: string, secret: string): string[] {
  return piecesOf(secret).filter((piece) => text.includes(piece));
}
function piecesOf(secret: string): string[] {
  return Array.from({ length: secret.length - PIECE + 1 }, (_, at) => secret.slice(at, at + PIECE));
}

/** Every run of letters of base64 decoded, from each of the four at which a group may begin. */
function everyBase64(text: string): string[] {
  const runs = text.replaceAll('«***»', '!').split(/[^\w+/-]/);
  return runs.flatMap((run) => [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')));
}

describe('a redacted text', () => {
  it.each(Object.entries(WRITINGS))('holds no piece of a value, written as %s', (_, { write, read }) => {
    fc.assert(
      fc.property(value, around, around, fc.nat(), fc.nat(), (secret, before, after, from, length) => {
        // A whole value, or any part of it that is long enough to be known.
        const start = from % (secret.length - PIECE + 1);
        const part = secret.slice(start, start + PIECE + (length % (secret.length - start - PIECE + 1)));
        for (const shown of [secret, part]) {
          const clean = redacted(`${before}${write(shown)}${after}`, ['another value', secret]);
          expect(leftIn(clean, secret)).toEqual([]);
          // What surrounds it may itself be half an escape: then what follows reads otherwise.
          expect(leftIn(read(clean), secret)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('holds no piece of a value in base64 or base64url, whatever stands before and behind it', () => {
    fc.assert(
      fc.property(
        value,
        fc.uint8Array({ maxLength: 7 }),
        fc.uint8Array({ maxLength: 7 }),
        fc.constantFrom('base64', 'base64url'),
        fc.integer({ min: 12, max: 80 }),
        (secret, before, after, encoding, fold) => {
          const whole = Buffer.concat([before, Buffer.from(secret), after]).toString(encoding);
          const folded = whole.replace(new RegExp(`.{${fold}}`, 'g'), '$&\r\n');
          for (const text of [whole, folded, JSON.stringify({ whole: folded }), encodeURIComponent(whole)]) {
            const clean = redacted(text, [secret]);
            // Decoded from each of the four letters at which a group may begin.
            const letters = fromPercents(fromJson(clean.replaceAll(/\\[rn]|\s/g, ''))).replaceAll('«***»', '!');
            for (const run of letters.split(/[^\w+/-]/)) {
              for (const skip of [0, 1, 2, 3]) {
                const decoded = Buffer.from(run.slice(skip), 'base64').toString('latin1');
                expect(leftIn(decoded, secret)).toEqual([]);
              }
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('holds no piece of a value in hexadecimal', () => {
    fc.assert(
      fc.property(value, around, around, fc.boolean(), (secret, before, after, upper) => {
        const hex = Buffer.from(secret).toString('hex');
        const clean = redacted(`${before}${upper ? hex.toUpperCase() : hex}${after}`, [secret]);
        const pieces = piecesOf(secret).map((piece) => Buffer.from(piece).toString('hex'));
        expect(pieces.filter((piece) => clean.toLowerCase().includes(piece))).toEqual([]);
      }),
    );
  });

  it.each([' ', ':', '-', ', ', '\n', '\\n', '%3A'])(
    'holds no piece of a value in hexadecimal, parted by %j',
    (sign) => {
      fc.assert(
        fc.property(value, around, around, fc.boolean(), (secret, before, after, upper) => {
          const written = everyByte(secret, (hex) => `${upper ? hex.toUpperCase() : hex}${sign}`);
          const clean = redacted(`${before}~${written}~${after}`, [secret]);
          const left = clean.toLowerCase().replaceAll(sign.toLowerCase(), '');
          const pieces = piecesOf(secret).map((piece) => Buffer.from(piece).toString('hex'));
          expect(pieces.filter((piece) => left.includes(piece))).toEqual([]);
        }),
      );
    },
  );

  it('holds no piece of a value in base64 of base64, whatever stands before and behind it', () => {
    const bytes = fc.uint8Array({ maxLength: 7 });
    const encoding = fc.constantFrom<BufferEncoding[]>('base64', 'base64url');
    fc.assert(
      fc.property(value, bytes, bytes, around, encoding, (secret, before, after, outside, how) => {
        const inner = Buffer.concat([before, Buffer.from(secret), after]).toString(how);
        const text = Buffer.from(`${outside}${inner}${outside}`).toString(how);
        const left = everyBase64(redacted(text, [secret])).flatMap(everyBase64);
        expect(left.flatMap((decoded) => leftIn(decoded, secret))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is the text itself when no piece is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(redacted(text, ['Zq7#kLw9!vXb2@Rt'])).toBe(text);
      }),
    );
    expect(redacted('secret-', ['secret-value'])).toBe('secret-');
    expect(redacted('anything', [])).toBe('anything');
  });

  it('stays JSON when the value stood in a string, and keeps what was around it', () => {
    fc.assert(
      fc.property(
        value,
        around.map((text) => text.toWellFormed()),
        (secret, text) => {
          fc.pre(leftIn(JSON.stringify(text), secret).length === 0);
          const clean = redacted(JSON.stringify({ a: `${text}~${secret}~`, n: [1, true, null] }), [secret]);
          expect(JSON.parse(clean)).toEqual({ a: expect.stringContaining('«***»'), n: [1, true, null] });
        },
      ),
    );
  });

  it('is never longer than the text', () => {
    fc.assert(
      fc.property(value, fc.array(around, { maxLength: 5 }), (secret, parts) => {
        const text = parts.join(secret);
        expect(Buffer.byteLength(redacted(text, [secret]))).toBeLessThanOrEqual(Buffer.byteLength(text));
      }),
    );
  });

  it('takes the value out in another case, and out of the middle of a word', () => {
    expect(redacted('host: sk-live-4242AB.example', ['SK-Live-4242ab'])).toBe('host: «***».example');
    expect(redacted('x12345678y', ['12345678'])).toBe('x«***»y');
  });
});
