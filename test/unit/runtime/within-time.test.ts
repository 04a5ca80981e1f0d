import { expect, it } from 'vitest';
import { withinTime } from '../../../shared/runtime/within-time.ts';

it('gives what the work gives', () => {
  expect(withinTime(1_000, () => 7)).toBe(7);
});

it('ends a regular expression that would take for ever', () => {
  expect(withinTime(50, () => /^(a|a)*$/u.test(`${'a'.repeat(60)}!`))).toBeUndefined();
});

it('passes errors on', () => {
  const work = () => {
    throw new TypeError('broken');
  };
  expect(() => withinTime(1_000, work)).toThrow('broken');
});
