import { describe, expect, it } from 'vitest';
import { compactionText } from '../../../web/src/pages/session-detail/activity/compaction-text.ts';

describe('what was left out of a conversation', () => {
  it.each([
    [0, 0, 'the ends of the last outputs'],
    [0, 1, 'the outputs of turn 1'],
    [0, 4, 'the outputs of turns 1 to 4'],
    [2, 4, 'turns 1 to 2 and the outputs of turns 1 to 4'],
    [3, 3, 'turns 1 to 3'],
  ])('with %i turns and the outputs of %i is told as %s', (turns, outputsOfTurns, what) => {
    const figures = { leftOutCharacters: 9_000, estimatedTokensBefore: 5_100, estimatedTokensAfter: 900 };
    expect(compactionText({ turns, outputsOfTurns, ...figures })).toBe(
      `The conversation grew too long. Without ${what}, about 5,100 tokens became 900.`,
    );
  });
});
