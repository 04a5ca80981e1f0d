import { MUTATIONS } from './mutations.ts';
import { type SeedResult, simulateSeed } from './simulate-seed.ts';

/** The first of the seeds from 1 on that notices the mutation; undefined when none of `seeds` does. */
export async function noticedBy(mutation: string, seeds: number): Promise<SeedResult | undefined> {
  const weakness = MUTATIONS[mutation]!;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const result = await simulateSeed(seed, { weakness });
    if (result.failure !== undefined) return result;
  }
  return undefined;
}
