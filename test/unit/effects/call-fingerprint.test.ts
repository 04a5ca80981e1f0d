import { describe, expect, it } from 'vitest';
import { callFingerprint } from '../../../shared/effects/call-fingerprint.ts';

const one = callFingerprint('pay', '{"to":"Ada","list":[1,{"b":2,"a":"x"}]}');

describe('the fingerprint of a call', () => {
  it.each([
    ['the order of keys', 'pay', '{ "list": [1, {"a":"x","b":2}], "to": "Ada" }'],
    ['an escape', 'pay', '{"to":"\\u0041da","list":[1,{"b":2,"a":"x"}]}'],
  ])('is the same whatever %s', (_, tool, input) => {
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(callFingerprint(tool, input)).toBe(one);
  });

  it.each([
    ['another tool', 'payments', '{"to":"Ada","list":[1,{"b":2,"a":"x"}]}'],
    ['another value', 'pay', '{"to":"Bob","list":[1,{"b":2,"a":"x"}]}'],
    ['another order in a list', 'pay', '{"to":"Ada","list":[{"b":2,"a":"x"},1]}'],
    ['a text in place of a number', 'pay', '{"to":"Ada","list":["1",{"b":2,"a":"x"}]}'],
    ['what is no JSON', 'pay', '{"to":"Ada"'],
  ])('is another with %s', (_, tool, input) => {
    expect(callFingerprint(tool, input)).not.toBe(one);
  });

  it('is that of no arguments for blank text', () => {
    expect(callFingerprint('pay', ' ')).toBe(callFingerprint('pay', '{}'));
  });
});
