/** A value is recognised by any so many characters of it (reliability.md 6.4). */
const PIECE = 8;
/** Letters of base64 that are wholly made of 8 bytes, wherever those begin. */
const BASE64_PIECE = 10;
const HEX_PIECE = 16;

/** Pieces of one length by which values are recognised, in lower case. */
export type Pieces = { width: number; known: Set<string>; isBase64: boolean };

/** Every piece of every value: as it is, as forms write it, in hexadecimal and in base64. */
export function piecesOf(values: readonly string[]): Pieces[] {
  const byKind = new Map<string, Pieces>();
  const add = (text: string, piece: number, { step = 1, isBase64 = false } = {}) => {
    const width = Math.min(piece, text.length);
    if (width === 0) return;
    const kind = `${width} ${isBase64}`;
    const pieces = byKind.get(kind) ?? { width, known: new Set<string>(), isBase64 };
    byKind.set(kind, pieces);
    for (let at = 0; at + width <= text.length; at += step) pieces.known.add(text.slice(at, at + width));
  };
  for (const value of values) {
    const plain = value.toLowerCase();
    add(plain, PIECE);
    if (plain.includes(' ')) add(plain.replaceAll(' ', '+'), PIECE);
    const bytes = Buffer.from(value);
    add(bytes.toString('hex'), HEX_PIECE, { step: 2 });
    for (const before of [0, 1, 2]) add(base64Of(bytes, before).toLowerCase(), BASE64_PIECE, { isBase64: true });
  }
  return [...byKind.values()];
}

/** The letters of base64 that depend on nothing but the bytes, when `before` other bytes stand before them. */
function base64Of(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
