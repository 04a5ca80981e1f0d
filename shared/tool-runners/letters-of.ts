import type { DecodedText } from './decoded-text.ts';

/** As JSON writes line breaks: `\n` and `\r`. */
const BACKSLASH = 0x5c;
const LINE_BREAKS = [0x6e, 0x72];
const BLANKS = '\t\n\v\f\r ';
/** For each character of ASCII the one it is read as; 0: it is left out. */
const BASE64 = readAs({ leftOut: BLANKS, instead: { '-': '+', _: '/' } });
const HEX = readAs({ leftOut: `${BLANKS}:,-`, instead: {} });

/** The text in the letters of base64, without the line breaks by which it is often folded. */
export function base64LettersOf(text: DecodedText): DecodedText {
  return lettersOf(text, BASE64);
}

/** The text without what often parts the bytes of hexadecimal: blanks, colons, dashes and commas. */
export function hexLettersOf(text: DecodedText): DecodedText {
  return lettersOf(text, HEX);
}

function readAs({ leftOut, instead }: { leftOut: string; instead: Record<string, string> }): Uint16Array {
  return Uint16Array.from({ length: 128 }, (_, code) => {
    const sign = String.fromCharCode(code);
    return leftOut.includes(sign) ? 0 : (instead[sign] ?? sign).charCodeAt(0);
  });
}

function lettersOf({ codes, from, to }: DecodedText, table: Uint16Array): DecodedText {
  const { length } = codes;
  const letters = { codes: new Uint16Array(length), from: new Uint32Array(length), to: new Uint32Array(length) };
  let written = 0;
  for (let at = 0; at < length; at += 1) {
    const code = codes[at] ?? 0;
    const letter = code < 128 ? (table[code] ?? 0) : code;
    if (letter === 0) continue;
    if (code === BACKSLASH && LINE_BREAKS.includes(codes[at + 1] ?? 0)) {
      at += 1;
      continue;
    }
    letters.codes[written] = letter;
    letters.from[written] = from[at] ?? 0;
    letters.to[written] = to[at] ?? 0;
    written += 1;
  }
  return {
    codes: letters.codes.subarray(0, written),
    from: letters.from.subarray(0, written),
    to: letters.to.subarray(0, written),
  };
}
