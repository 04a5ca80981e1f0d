import { describe, expect, it } from 'vitest';
import { failureText } from './simulator/failure-text.ts';
import { everyFault } from './simulator/faults.ts';
import { MUTATIONS } from './simulator/mutations.ts';
import { noticedBy } from './simulator/noticed-by.ts';
import { simulateMany } from './simulator/simulate-many.ts';
import { simulateSeed } from './simulator/simulate-seed.ts';

const SEEDS = 2_500;
/** Each mutation is noticed within far fewer; npm run simulate -- --mutations tells by which. */
const MUTATION_SEEDS = 2_000;
/** Takes a sweeper that comes by within milliseconds: only npm run simulate -- --mutations has the time for it. */
const RARE = 'P14 whoever was woken is overdue at once';
const LONG_MS = 300_000;

describe('the lifecycle under random order, crashes, lost answers, duplicates, throttles and skewed clocks', () => {
  it(`keeps every invariant over ${SEEDS} seeds, in which every fault is injected at every place`, {
    timeout: LONG_MS,
  }, async () => {
    const { seeds, failures, faults } = await simulateMany(SEEDS);
    expect(failures.map(failureText)).toEqual([]);
    expect(seeds).toBe(SEEDS);
    expect(everyFault().filter((name) => !faults.has(name))).toEqual([]);
  });

  it('replays a seed step by step', async () => {
    const [one, other] = [await simulateSeed(4_711), await simulateSeed(4_711)];
    expect(one).toEqual(other);
    expect(one.steps).toBeGreaterThan(20);
  });
});

describe('a product with one mechanism less', () => {
  it.each(Object.keys(MUTATIONS).filter((name) => name !== RARE))(
    'is noticed: %s',
    { timeout: LONG_MS },
    async (mutation) => {
      const noticed = await noticedBy(mutation, MUTATION_SEEDS);
      expect(noticed?.failure?.invariant).toMatch(/^[IPF]\d+/);
    },
  );
});
