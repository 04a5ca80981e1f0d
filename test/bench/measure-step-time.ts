import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../shared/runtime/clock.ts';
import { anInProcessProduct } from '../builders/an-in-process-product.ts';
import { benchAgent } from './bench-agent.ts';
import { type Figure, percentile, timeOf } from './figure.ts';

const ROUNDS = 15;
const SHORT_TURNS = 2;
const LONG_TURNS = 22;

/** What one model and tool step takes over a model and a tool that take nothing: long sessions against short ones, on disk. */
export async function measureStepTime(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-sessions-bench-'));
  const product = await anInProcessProduct({ path: join(folder, 'dynamodb.sqlite'), clock: systemClock });
  try {
    const agentOf = (turns: number) =>
      product.createAgent(benchAgent({ name: `Turns ${turns}`, url: 'https://tool.example/', turns }));
    const [short, long] = [await agentOf(SHORT_TURNS), await agentOf(LONG_TURNS)];
    const differences: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const shortMs = await timeOf(() => product.play(short));
      differences.push((await timeOf(() => product.play(long))) - shortMs);
    }
    const value = percentile(differences, 0.5) / (LONG_TURNS - SHORT_TURNS);
    return [{ name: 'time a model+tool step, over an empty model and tool', value, unit: 'ms', goal: '<= 1' }];
  } finally {
    await product.close();
    await rm(folder, { recursive: true });
  }
}
