import { useMemo } from 'react';
import { ForeignText } from './foreign-text.tsx';

/** Above this length colours cost more than they tell, in characters. */
const MOST_COLOURED = 20_000;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g;

/** A JSON value as people read it: indented and coloured; a text as it is. */
export function JsonText({ value }: { value: unknown }) {
  const text = useMemo(() => prettyJson(value), [value]);
  const parts = useMemo(() => (typeof value === 'string' ? [{ text }] : colouredParts(text)), [value, text]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <pre className="json" tabIndex={0}>
      {parts.map(({ text: part, kind }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name, and no state.
        <span key={index} className={kind}>
          <ForeignText text={part} />
        </span>
      ))}
    </pre>
  );
}

/** A JSON value as indented text; a text as it is. */
export function prettyJson(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
}

type Part = { text: string; kind?: 'json-key' | 'json-text' | 'json-value' };

function colouredParts(text: string): Part[] {
  if (text.length > MOST_COLOURED) return [{ text }];
  const parts: Part[] = [];
  let done = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted, colon] = match;
    if (match.index > done) parts.push({ text: text.slice(done, match.index) });
    parts.push({
      text: whole,
      kind: quoted === undefined ? 'json-value' : colon === undefined ? 'json-text' : 'json-key',
    });
    done = match.index + whole.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}
