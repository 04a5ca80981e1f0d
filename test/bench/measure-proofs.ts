import { exploreRow, MODEL_ROWS } from '../simulation/model/model-rows.ts';
import { simulateMany } from '../simulation/simulator/simulate-many.ts';
import { type Figure, timeOf } from './figure.ts';

const SEEDS = 1_000;

/** How fast the protocol is proved: seeds of the simulator on all cores, states of the model in one thread. */
export async function measureProofs(): Promise<Figure[]> {
  const simulated = await timeOf(() => simulateMany(SEEDS));
  let states = 0;
  const explored = await timeOf(async () => {
    for (const row of MODEL_ROWS.filter(({ kind, isDeep }) => kind === 'scenario' && !isDeep)) {
      states += exploreRow(row).states;
    }
  });
  return [
    { name: 'simulations per second, all cores', value: (SEEDS * 1_000) / simulated, unit: '/s' },
    { name: 'states explored by the scenarios of npm test', value: states, unit: '' },
    { name: 'states explored per second, one thread', value: (states * 1_000) / explored, unit: '/s' },
  ];
}
