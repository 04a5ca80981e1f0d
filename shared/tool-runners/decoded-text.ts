/** A text as character codes, each with where it stands in the source: from `from` up to, without, `to`. */
export type DecodedText = { codes: Uint16Array; from: Uint32Array; to: Uint32Array };

/** Of what is one unit of a text; values are ASCII. */
const MOST_CODE = 0xffff;
/** So many layers of escapes are taken off: JSON within JSON within JSON. */
const MOST_LAYERS = 3;

const [BACKSLASH, PERCENT, LETTER_U, LETTER_X] = [0x5c, 0x25, 0x75, 0x78];
const [OPEN, CLOSE, AMPERSAND, NUMBER_SIGN, SEMICOLON] = [0x7b, 0x7d, 0x26, 0x23, 0x3b];
/** Those that stand for printable ASCII and are in use without need. */
const NAMED = Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }).map(([name, sign]) => ({
  written: [...name, ';'].map((letter) => letter.charCodeAt(0)),
  code: sign.charCodeAt(0),
}));
/** What it takes to take a layer off. HTML's counts twice, so that no text has more than 20 decodings. */
const DECODERS = [
  { decode: withoutJsonEscapes, layers: 1 },
  { decode: withoutPercents, layers: 1 },
  { decode: withoutEntities, layers: 2 },
];

/**
 * Hands on the text itself, and what it becomes when up to three layers of JSON's, URLs' and HTML's escapes are taken off it, in
 * any order; one of HTML stands for two. Each layer takes linear time.
 */
export function eachDecoding(source: string, use: (text: DecodedText) => void): void {
  const visit = (text: DecodedText, layers: number) => {
    use(text);
    for (const { decode, layers: more } of DECODERS) {
      const decoded = layers + more > MOST_LAYERS ? undefined : decode(text);
      if (decoded !== undefined) visit(decoded, layers + more);
    }
  };
  visit(asItIs(source), 0);
}

/** Where JSON's escapes are in a text: `[from, to)` of each. Half of one must not be left. */
export function* jsonEscapes(source: string): Generator<[from: number, to: number]> {
  for (let at = source.indexOf('\\'); at !== -1; at = source.indexOf('\\', at)) {
    const isUnicode = /^\\u[0-9a-f]{4}$/i.test(source.slice(at, at + 6));
    const to = Math.min(source.length, at + (isUnicode ? 6 : 2));
    yield [at, to];
    at = to;
  }
}

function asItIs(source: string): DecodedText {
  const { length } = source;
  const text = { codes: new Uint16Array(length), from: new Uint32Array(length), to: new Uint32Array(length) };
  for (let at = 0; at < length; at += 1) {
    text.codes[at] = source.charCodeAt(at);
    text.from[at] = at;
    text.to[at] = at + 1;
  }
  return text;
}

/** What an escape at a place stands for, and of how many characters it is made; `undefined`: there is none. */
type Escape = { code: number; length: number } | undefined;

function withoutJsonEscapes(text: DecodedText): DecodedText | undefined {
  return decoded(text, BACKSLASH, jsonEscapeAt);
}

function withoutPercents(text: DecodedText): DecodedText | undefined {
  return decoded(text, PERCENT, ({ codes }, at) => hexEscape(codes, at + 1, 2, 3));
}

function withoutEntities(text: DecodedText): DecodedText | undefined {
  return decoded(text, AMPERSAND, ({ codes }, at) => {
    if (codes[at + 1] === NUMBER_SIGN) {
      const isHex = lowerCase(codes[at + 2]) === LETTER_X;
      return number(codes, { at, start: at + (isHex ? 3 : 2), base: isHex ? 16 : 10, end: SEMICOLON });
    }
    const named = NAMED.find(({ written }) => written.every((code, index) => codes[at + 1 + index] === code));
    return named && { code: named.code, length: named.written.length + 1 };
  });
}

function jsonEscapeAt({ codes }: DecodedText, at: number): Escape {
  const next = codes[at + 1];
  if (next === undefined) return undefined;
  if (next === LETTER_U && codes[at + 2] === OPEN) {
    const braced = number(codes, { at, start: at + 3, base: 16, end: CLOSE });
    return braced !== undefined && codes[at + braced.length - 1] === CLOSE ? braced : undefined;
  }
  const hex =
    next === LETTER_U ? hexEscape(codes, at + 2, 4, 6) : next === LETTER_X ? hexEscape(codes, at + 2, 2, 4) : undefined;
  if (hex !== undefined) return hex;
  // A letter or digit may be no escape, as in a Windows path, and no value holds a line break; any sign stands for itself.
  return /[\w\s]/.test(String.fromCharCode(next)) ? undefined : { code: next, length: 2 };
}

function hexEscape(codes: Uint16Array, at: number, digits: number, length: number): Escape {
  let code = 0;
  for (let digit = 0; digit < digits; digit += 1) {
    const value = hexValue(codes[at + digit] ?? 0);
    if (value === -1) return undefined;
    code = code * 16 + value;
  }
  return { code, length };
}

/** The number from `start` with the sign at its `end`, if that is there: HTML goes without. It may have any zeros before it. */
function number(
  codes: Uint16Array,
  { at, start, base, end }: { at: number; start: number; base: 10 | 16; end: number },
): Escape {
  let code = 0;
  let next = start;
  for (; ; next += 1) {
    const value = hexValue(codes[next] ?? 0);
    if (value === -1 || value >= base) break;
    code = Math.min(code * base + value, MOST_CODE + 1);
  }
  if (next === start || code > MOST_CODE) return undefined;
  return { code, length: next - at + (codes[next] === end ? 1 : 0) };
}

function lowerCase(code = 0): number {
  return code | 0x20;
}

function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = lowerCase(code);
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** The text with its escapes taken off; `undefined` when it has none. */
function decoded(
  text: DecodedText,
  sign: number,
  escapeAt: (text: DecodedText, at: number) => Escape,
): DecodedText | undefined {
  if (!text.codes.includes(sign)) return undefined;
  const { length } = text.codes;
  const result = { codes: new Uint16Array(length), from: new Uint32Array(length), to: new Uint32Array(length) };
  let written = 0;
  for (let at = 0; at < length; written += 1) {
    const found = text.codes[at] === sign ? escapeAt(text, at) : undefined;
    const taken = found?.length ?? 1;
    result.codes[written] = found?.code ?? text.codes[at] ?? 0;
    result.from[written] = text.from[at] ?? 0;
    result.to[written] = text.to[at + taken - 1] ?? 0;
    at += taken;
  }
  if (written === length) return undefined;
  return {
    codes: result.codes.subarray(0, written),
    from: result.from.subarray(0, written),
    to: result.to.subarray(0, written),
  };
}
