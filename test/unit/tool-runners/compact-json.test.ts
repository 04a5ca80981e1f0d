import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactJson } from '../../../shared/tool-runners/compact-json.ts';

describe('Compact JSON', () => {
  it('is the same value without white space, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(compactJson(JSON.stringify(value, null, '\t'))).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each([
    ['[18446744073709551615, 1.10, -0, 1E400]', '[18446744073709551615,1.10,-0,1E400]'],
    ['{"a": "two  words", "b\\" ": "\\\\"}', '{"a":"two  words","b\\" ":"\\\\"}'],
    ['"\\ud800"', '"\\ufffd"'],
    ['"\\uDC00\\uD800"', '"\\ufffd\\ufffd"'],
    ['"\\ud83d\\ude00"', '"\\ud83d\\ude00"'],
    ['"\\\\ud800 \\ud800"', '"\\\\ud800 \\ufffd"'],
    ['{"\\ud800": 1}', '{"\\ufffd":1}'],
  ])('of %s is %s', (text, compact) => {
    expect(compactJson(text)).toBe(compact);
  });

  it.each(['', 'text', '{', '{"a":1,}', "{'a':1}", '1 2', 'NaN'])('does not exist of %j', (text) => {
    expect(compactJson(text)).toBeUndefined();
  });

  it('does not exist beyond 200 levels; brackets in strings are no levels', () => {
    expect(compactJson(`${'['.repeat(200)}${']'.repeat(200)}`)).toBeDefined();
    expect(compactJson(`${'['.repeat(201)}${']'.repeat(201)}`)).toBeUndefined();
    expect(compactJson(JSON.stringify('["\\'.repeat(300)))).toBeDefined();
  });
});
