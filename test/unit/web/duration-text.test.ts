import { expect, it } from 'vitest';
import { durationText } from '../../../web/src/time/duration-text.ts';

it.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [350, '350 ms'],
  [4_250, '4.2 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [192_000, '3 min 12 s'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 min'],
  [187_200_000, '2 d 4 h'],
])('%d milliseconds read as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
