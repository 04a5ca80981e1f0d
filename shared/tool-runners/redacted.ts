import { type DecodedText, eachDecoding, jsonEscapes } from './decoded-text.ts';
import { base64LettersOf, hexLettersOf } from './letters-of.ts';
import { type Pieces, piecesOf } from './secret-pieces.ts';

/**
 * Stands for what was taken out. No more than three letters of ASCII in a row, so that it never is a part of a secret, and not
 * longer than the shortest piece, so that no text grows.
 */
const MARK = '«***»';

/** Bits of the filter before the set of pieces, which spares nearly every place of a text the making of a string. */
const FEWEST_BITS = 10;
const MOST_BITS = 20;
/** So many times as many places as pieces: one of 64 other places passes. */
const ROOM = 64;
const FACTOR = 0x01000193;
/** Half a character becomes U+FFFD, one unit for one. */
const UTF_16 = new TextDecoder('utf-16le', { ignoreBOM: true });

/**
 * The text without the values: every piece of them of 8 characters or more is replaced, plain in any case, in base64 or base64url
 * of any alignment, once or twice, in hexadecimal with or without separators, as forms write it, and under up to three layers of
 * URLs', JSON's and HTML's escapes. Takes linear time; JSON stays JSON unless a piece stood outside of a string.
 */
export function redacted(text: string, values: readonly string[]): string {
  if (values.length === 0 || text === '') return text;
  const searches = piecesOf(values).map(withFilter);
  // How many matches begin, less how many end, at each place.
  const edges = new Int32Array(text.length + 1);
  let isFound = false;
  const mark = (from: number, to: number) => {
    isFound = true;
    edges[from] = (edges[from] ?? 0) + 1;
    edges[to] = (edges[to] ?? 0) - 1;
  };
  eachDecoding(text, (decoded) => {
    const plain = { ...decoded, codes: decoded.codes.map(lowerCase) };
    const written = { plain, base64: base64LettersOf(plain), hex: hexLettersOf(plain) };
    for (const search of searches) findPieces(written[search.writing], search, mark);
  });
  return isFound ? withMarks(text, edges) : text;
}

/** `shift` makes a place in the filter of a hash. */
type Search = Pieces & { filter: Uint8Array; shift: number };

/** Rolls a hash over the text; where it is that of a piece, the piece itself is compared. */
function findPieces(
  text: DecodedText,
  { width, known, filter, shift }: Search,
  found: (from: number, to: number) => void,
) {
  const { codes, from, to } = text;
  const oldest = powerOf(width);
  let hash = 0;
  let whole: string | undefined;
  for (let at = 0; at < codes.length; at += 1) {
    hash = (Math.imul(hash, FACTOR) + (codes[at] ?? 0)) | 0;
    if (at >= width) hash = (hash - Math.imul(codes[at - width] ?? 0, oldest)) | 0;
    const first = at - width + 1;
    if (first < 0 || filter[hash >>> shift] === 0) continue;
    whole ??= UTF_16.decode(codes);
    if (known.has(whole.slice(first, at + 1))) found(from[first] ?? 0, to[at] ?? 0);
  }
}

function withFilter(pieces: Pieces): Search {
  const bits = Math.min(MOST_BITS, Math.max(FEWEST_BITS, Math.ceil(Math.log2(pieces.known.size * ROOM))));
  const [filter, shift] = [new Uint8Array(1 << bits), 32 - bits];
  for (const piece of pieces.known) {
    let hash = 0;
    for (let at = 0; at < piece.length; at += 1) hash = (Math.imul(hash, FACTOR) + piece.charCodeAt(at)) | 0;
    filter[hash >>> shift] = 1;
  }
  return { ...pieces, filter, shift };
}

function powerOf(width: number): number {
  let power = 1;
  for (let count = 0; count < width; count += 1) power = Math.imul(power, FACTOR);
  return power;
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

function withMarks(text: string, edges: Int32Array): string {
  const isHidden = new Uint8Array(text.length);
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    open += edges[at] ?? 0;
    isHidden[at] = open > 0 ? 1 : 0;
  }
  for (const [from, to] of jsonEscapes(text)) {
    if (isHidden.subarray(from, to).includes(1)) isHidden.fill(1, from, to);
  }
  const kept: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = isHidden.indexOf(isHidden[at] === 1 ? 0 : 1, at);
    const to = end === -1 ? text.length : end;
    kept.push(isHidden[at] === 1 ? MARK : text.slice(at, to));
    at = to;
  }
  return kept.join('');
}
