import { MAX_JSON_DEPTH } from '../domain/session/call-arguments.ts';
import { withoutHalfEscapes } from '../domain/session/without-half-escapes.ts';

/** An output is read as JSON up to so many levels, and holds an answer one level down: a deeper answer is text from the start. */
const MAX_DEPTH = MAX_JSON_DEPTH - 1;

/**
 * JSON text without its white space, or `undefined` when the text is not JSON or nests deeper than 99 levels. It is not parsed
 * and written again, because that would round counters above 2^53. Half surrogates become U+FFFD.
 */
export function compactJson(text: string): string | undefined {
  // In this order: in a text that is not JSON, looking for the ends of strings would take quadratic time.
  if (!isJson(text) || depth(text) > MAX_DEPTH) return undefined;
  return withoutHalfEscapes(text.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+/g, '$1'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function depth(text: string): number {
  let now = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isInString = !isInString;
    else if (isInString) at += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') now += 1;
    else if (character === ']' || character === '}') now -= 1;
    deepest = Math.max(deepest, now);
  }
  return deepest;
}
