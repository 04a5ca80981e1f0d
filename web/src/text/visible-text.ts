/**
 * What the eye does not see and may deceive it: controls, zero-width and direction characters, odd blanks, half characters, tags.
 * Blanks that everybody writes are not among them.
 */
const INVISIBLE = /(?![ \t\n\r\u00a0])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/u;

/** More marks than these would be an attack on the page: further ones are written into the text. */
const MOST_MARKED = 500;

/** A stretch of text: as it is, or one character that has to be shown by its number. */
export type TextPart = { text: string } | { code: string };

/** Splits a text into what may be shown as it is and the characters that would not be seen. */
export function visibleParts(text: string): TextPart[] {
  if (!INVISIBLE.test(text)) return [{ text }];
  const parts: TextPart[] = [];
  let plain = '';
  let before = '';
  for (const character of text) {
    if (INVISIBLE.test(character) && !isPartOfEmoji(character, before)) {
      const code = codeOf(character);
      if (parts.length >= 2 * MOST_MARKED) plain += `[${code}]`;
      else {
        if (plain !== '') parts.push({ text: plain });
        plain = '';
        parts.push({ code });
      }
    } else plain += character;
    before = character;
  }
  if (plain !== '') parts.push({ text: plain });
  return parts;
}

/** The text with the characters that would not be seen written as their numbers, for where only text can stand. */
export function visibleText(text: string): string {
  return visibleParts(text)
    .map((part) => ('text' in part ? part.text : `[${part.code}]`))
    .join('');
}

/** A joiner or a variation selector right after a picture belongs to it. */
function isPartOfEmoji(character: string, before: string): boolean {
  const belongs = character === '\u200d' || character === '\ufe0f';
  return belongs && /\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier}/u.test(before);
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
