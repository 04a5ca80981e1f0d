/** A value is recognised by any so many characters of it (reliability.md 6.4). */
const PIECE = 8;
/** Letters of base64 that are wholly made of 8 bytes, wherever those begin. */
const BASE64_PIECE = 10;
const HEX_PIECE = 16;
/** Letters of base64 that are wholly made of those 10. */
const TWICE_PIECE = 12;
/** Base64 of base64 has nine alignments, so no more characters of a value are looked for in it. */
const MOST_TWICE = 2_048;

/** So many bytes before a value shift its letters of base64. */
const ALIGNMENTS = [0, 1, 2];

/** How a value may be written. */
export type Writing = 'plain' | 'hex' | 'base64';
/** Pieces of one length by which values are recognised, in lower case. */
export type Pieces = { width: number; known: Set<string>; writing: Writing };

/** Every piece of every value: as it is, as forms write it, in hexadecimal, in base64 and in base64 of that. */
export function piecesOf(values: readonly string[]): Pieces[] {
  const byKind = new Map<string, Pieces>();
  const add = (text: string, piece: number, writing: Writing = 'plain') => {
    const width = Math.min(piece, text.length);
    if (width === 0) return;
    const kind = `${width} ${writing}`;
    const pieces = byKind.get(kind) ?? { width, known: new Set<string>(), writing };
    byKind.set(kind, pieces);
    const step = writing === 'hex' ? 2 : 1;
    for (let at = 0; at + width <= text.length; at += step) pieces.known.add(text.slice(at, at + width));
  };
  for (const value of values) {
    const plain = value.toLowerCase();
    add(plain, PIECE);
    if (plain.includes(' ')) add(plain.replaceAll(' ', '+'), PIECE);
    const bytes = Buffer.from(value);
    add(bytes.toString('hex'), HEX_PIECE, 'hex');
    for (const before of ALIGNMENTS) add(base64Of(bytes, before).toLowerCase(), BASE64_PIECE, 'base64');
    for (const twice of base64Twice(bytes.subarray(0, MOST_TWICE))) add(twice.toLowerCase(), TWICE_PIECE, 'base64');
  }
  return [...byKind.values()];
}

function base64Twice(bytes: Buffer): string[] {
  return ALIGNMENTS.flatMap((inner) => {
    const once = base64Of(bytes, inner);
    const variants = new Set([once, once.replaceAll('+', '-').replaceAll('/', '_')]);
    return [...variants].flatMap((text) => ALIGNMENTS.map((outer) => base64Of(Buffer.from(text), outer)));
  });
}

/** The letters of base64 that depend on nothing but the bytes, when `before` other bytes stand before them. */
function base64Of(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
