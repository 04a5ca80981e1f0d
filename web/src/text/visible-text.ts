/** What the eye does not see and may deceive it: controls, zero-width and direction characters, odd blanks, half characters, tags. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/u;
/** Blanks that everybody writes. */
const USUAL = new Set([' ', '\t', '\n', '\r', '\u00a0']);

/** A stretch of text: as it is, or one character that has to be shown by its number. */
export type TextPart = { text: string } | { code: string };

/** Splits a text into what may be shown as it is and the characters that would not be seen. */
export function visibleParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let plain = '';
  let before = '';
  for (const character of text) {
    if (isInvisible(character) && !isPartOfEmoji(character, before)) {
      if (plain !== '') parts.push({ text: plain });
      plain = '';
      parts.push({ code: codeOf(character) });
    } else plain += character;
    before = character;
  }
  if (plain !== '') parts.push({ text: plain });
  return parts;
}

function isInvisible(character: string): boolean {
  return INVISIBLE.test(character) && !USUAL.has(character);
}

/** A joiner or a variation selector right after a picture belongs to it. */
function isPartOfEmoji(character: string, before: string): boolean {
  return (
    (character === '\u200d' || character === '\ufe0f') &&
    /\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier}/u.test(before)
  );
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
