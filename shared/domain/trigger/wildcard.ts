const ANY = Symbol('*');
/** A wildcard pattern's parts: literal text, and the places where anything may stand. */
export type Wildcard = (string | typeof ANY)[];

/** Reads `*` as anything, `\*` as an asterisk and `\\` as a backslash. Else: the fault, in EventBridge's words. */
export function readWildcard(pattern: string): Wildcard | { fault: string } {
  const parts: Wildcard = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '*') {
      if (parts.at(-1) === ANY) return { fault: `Consecutive wildcard characters at pos ${at - 1}` };
      parts.push(ANY);
      continue;
    }
    const escaped = pattern.charAt(at + 1);
    if (character === '\\' && escaped !== '*' && escaped !== '\\') {
      return { fault: `Invalid escape character at pos ${at}` };
    }
    if (character === '\\') at++;
    append(parts, character === '\\' ? escaped : character);
  }
  return parts;
}

function append(parts: Wildcard, text: string): void {
  const last = parts.at(-1);
  if (typeof last === 'string') parts[parts.length - 1] = last + text;
  else parts.push(text);
}

/** Each literal is taken at its first place after the one before, so the work grows with the text and not with the wildcards. */
export function matchesWildcard(text: string, parts: Wildcard): boolean {
  const last = parts.at(-1);
  const end = typeof last === 'string' && parts.length > 1 ? text.length - last.length : text.length;
  if (typeof last === 'string' && parts.length > 1 && (end < 0 || !text.endsWith(last))) return false;
  const inner = typeof last === 'string' && parts.length > 1 ? parts.slice(0, -1) : parts;
  let at = 0;
  for (const [index, part] of inner.entries()) {
    if (part === ANY) continue;
    const found = index === 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return parts.at(-1) === ANY || parts.length > 1 || at === text.length;
}
