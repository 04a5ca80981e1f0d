import type { SeedResult } from './simulate-seed.ts';

/** A failed seed for people: which invariant, the last steps, and how to see it again. */
export function failureText({ seed, failure }: SeedResult): string {
  if (failure === undefined) return `Seed ${seed} holds.`;
  return [
    `Seed ${seed} breaks ${failure.message}`,
    'The last steps:',
    ...failure.lastSteps,
    `Replay it by: npm run simulate -- --seed ${seed}`,
  ].join('\n');
}
