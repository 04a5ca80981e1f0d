import { parseArgs } from 'node:util';
import { failureText } from './failure-text.ts';
import { everyFault } from './faults.ts';
import { MUTATIONS } from './mutations.ts';
import { noticedBy } from './noticed-by.ts';
import { simulateMany } from './simulate-many.ts';
import { simulateSeed } from './simulate-seed.ts';

const MUTATION_SEEDS = 10_000;
const say = (text: string) => process.stdout.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    steps: { type: 'string', default: '1000000' },
    mutations: { type: 'boolean', default: false },
  },
});

async function replay(seed: number): Promise<boolean> {
  const result = await simulateSeed(seed, { stepsShown: Number(values.steps) });
  say(failureText(result));
  return result.failure === undefined;
}

async function runSeeds(seeds: number, from: number): Promise<boolean> {
  const began = performance.now();
  const { failures, faults, steps, seeds: done } = await simulateMany(seeds, from);
  const seconds = (performance.now() - began) / 1_000;
  for (const failure of failures) say(`${failureText(failure)}\n`);
  const never = everyFault().filter((name) => !faults.has(name));
  const times = [...faults.values()].reduce((sum, each) => sum + each, 0);
  say(
    `${done} seeds, ${steps} steps, ${times} faults in ${seconds.toFixed(1)} s: ${(done / seconds).toFixed(0)} seeds/s.`,
  );
  if (never.length > 0) say(`Faults that were never injected: ${never.join(', ')}`);
  return failures.length === 0;
}

async function runMutations(): Promise<boolean> {
  let missed = 0;
  for (const mutation of Object.keys(MUTATIONS)) {
    const result = await noticedBy(mutation, MUTATION_SEEDS);
    if (result === undefined) missed += 1;
    say(
      `${(result === undefined ? 'never' : `${result.seed}`).padStart(6)}  ${mutation}  ${result?.failure?.invariant ?? ''}`,
    );
  }
  return missed === 0;
}

const isFine = values.mutations
  ? await runMutations()
  : values.seed === undefined
    ? await runSeeds(Number(values.seeds), Number(values.from))
    : await replay(Number(values.seed));
process.exitCode = isFine ? 0 : 1;
