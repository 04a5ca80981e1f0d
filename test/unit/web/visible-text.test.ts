import { describe, expect, it } from 'vitest';
import { visibleParts } from '../../../web/src/text/visible-text.ts';

describe('a text that somebody else wrote', () => {
  it.each(['plain', 'two\nlines\tand a tab', 'שלום עולם', '日本語', '👩‍🔧 ❤️ 👍🏽', 'a\u00a0b', ''])(
    'shows %j as it is',
    (text) => {
      expect(visibleParts(text)).toEqual(text === '' ? [{ text: '' }] : [{ text }]);
    },
  );

  it.each([
    ['a zero-width space', '\u200b', 'U+200B'],
    ['a change of direction', '\u202e', 'U+202E'],
    ['a tag character', '\u{e0041}', 'U+E0041'],
    ['a control character', '\u0007', 'U+0007'],
    ['half a character', '\ud800', 'U+D800'],
    ['a filler', '\u3164', 'U+3164'],
    ['an odd blank', '\u2003', 'U+2003'],
    ['a joiner that joins no pictures', '\u200d', 'U+200D'],
  ])('shows %s by its number', (_, character, code) => {
    expect(visibleParts(`pay${character}load`)).toEqual([{ text: 'pay' }, { code }, { text: 'load' }]);
  });

  it('stays few parts, however many characters nobody would see', () => {
    const parts = visibleParts('a\u200b'.repeat(100_000));
    expect(parts.length).toBeLessThan(1_100);
    expect(parts.at(-1)).toHaveProperty('text', expect.stringMatching(/a\[U\+200B\]$/));
  });
});
