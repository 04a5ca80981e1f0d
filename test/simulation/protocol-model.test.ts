import { describe, expect, it } from 'vitest';
import type { Bounds } from './model/bounds.ts';
import { complaintOf, exploreRow, MODEL_ROWS } from './model/model-rows.ts';
import { compareSameForms } from './model/same-future.ts';

/**
 * The protocol explored exhaustively with production's decisions, within the bounds of the table's ordinary scenarios. The deep
 * ones, with two or three kinds of faults and commands at once, are explored by `npm run model` only.
 */
const rows = MODEL_ROWS.filter(({ isDeep }) => !isDeep);

describe('with all rules on, every interleaving is safe and settles', () => {
  it.each(rows.filter(({ kind }) => kind === 'scenario'))('$name', (row) => {
    expect(complaintOf(row, exploreRow(row))).toBeUndefined();
  });
});

describe('with one rule off, its failure is found', () => {
  it.each(rows.filter(({ mustBreak }) => mustBreak))('$name', (row) => {
    expect(complaintOf(row, exploreRow(row))).toBeUndefined();
  });
});

describe('with one rule off that others make up for, nothing is found', () => {
  it.each(rows.filter(({ kind, mustBreak }) => kind === 'mutation' && !mustBreak))('$name', (row) => {
    expect(complaintOf(row, exploreRow(row))).toBeUndefined();
  });
});

describe('worlds that the model takes for the same', () => {
  const everyKind: [string, Partial<Bounds>][] = [
    ['a crash', { program: 'M', crashes: 1 }],
    ['a duplicated Lambda', { program: 'M', duplicates: 1 }],
    ['a killed execution', { program: 'M', kills: 1 }],
    ['a lost answer', { lostAnswers: 1 }],
    ['a pause', { program: 'M', pauses: 1 }],
    ['an approval', { program: 'A', cancels: 1 }],
    ['a roll-over', { rollOvers: 1 }],
    ['a delete', { program: 'M', cancels: 1, deletes: 1 }],
    ['a called session', { program: 'K', completions: 0, childDeletes: 1, slowPerformers: 1 }],
  ];
  it.each(everyKind)('have the same future, with %s', (_, bounds) => {
    const { compared, differ } = compareSameForms(bounds);
    expect(differ).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });
});
