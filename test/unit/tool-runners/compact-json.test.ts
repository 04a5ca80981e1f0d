import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsedJson } from '../../../shared/domain/session/call-arguments.ts';
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

  it('does not exist beyond 99 levels, which with its output around it is as deep as outputs are read; brackets in strings are none', () => {
    const nested = (levels: number) => compactJson('['.repeat(levels) + ']'.repeat(levels));
    expect(parsedJson(`{"body":${nested(99)}}`)).toBeDefined();
    expect(nested(100)).toBeUndefined();
    expect(compactJson(JSON.stringify('["\\'.repeat(300)))).toBeDefined();
  });
});
