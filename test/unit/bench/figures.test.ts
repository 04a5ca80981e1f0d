import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Figure, isMet, mediansOf, percentile } from '../../bench/figure.ts';
import { keepResult } from '../../bench/results-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'agent-sessions-figures-'));
afterAll(() => rm(folder, { recursive: true }));

const aFigure = (value: number, goal?: string): Figure => ({ name: 'a turn', value, unit: 'ms', goal });

describe('a figure of the bench', () => {
  it.each([
    [1, '<= 1', true],
    [1.01, '<= 1', false],
    [0.59, '<= 0.6', true],
    [200, '>= 200', true],
    [199.9, '>= 200', false],
    [20, '= 20', true],
    [21, '= 20', false],
    [Number.NaN, '<= 1', false],
    [Number.NaN, '>= 1', false],
  ])('of %d against the goal "%s" is met: %s', (value, goal, met) => {
    expect(isMet(aFigure(value, goal))).toBe(met);
  });

  it('is not judged without a goal', () => {
    expect(isMet(aFigure(3))).toBeUndefined();
  });

  it('refuses a goal that nobody can judge', () => {
    expect(() => isMet(aFigure(3, 'fast'))).toThrow('"fast"');
  });

  it('is the median of its rounds, and keeps them', () => {
    const rounds = [4, 1, 9, 2, 3].map((value) => [aFigure(value, '<= 3')]);
    expect(mediansOf(rounds)).toEqual([{ ...aFigure(3, '<= 3'), rounds: [4, 1, 9, 2, 3] }]);
  });

  it('takes percentiles by the nearest rank', () => {
    const times = Array.from({ length: 20 }, (_, index) => 20 - index);
    expect([percentile(times, 0.5), percentile(times, 0.95), percentile([7], 0.95)]).toEqual([10, 19, 7]);
  });
});

describe('the file of results', () => {
  it('keeps the figures of other measures when one is taken again', async () => {
    const path = join(folder, 'bench', 'results.json');
    await keepResult(path, 'Step', [aFigure(2, '<= 1')]);
    await keepResult(path, 'Start', [aFigure(500)]);
    await keepResult(path, 'Step', [aFigure(0.9, '<= 1')]);
    const { measures } = JSON.parse(await readFile(path, 'utf8'));
    expect(measures.Step.figures).toEqual([{ name: 'a turn', value: 0.9, unit: 'ms', goal: '<= 1', met: true }]);
    expect(measures.Start.figures).toEqual([{ name: 'a turn', value: 500, unit: 'ms' }]);
  });

  it('begins anew where it is damaged, as all of it can be measured again', async () => {
    const path = join(folder, 'damaged.json');
    await writeFile(path, '{"figures": [');
    await keepResult(path, 'Step', [aFigure(1)]);
    expect(Object.keys(JSON.parse(await readFile(path, 'utf8')).measures)).toEqual(['Step']);
  });
});
