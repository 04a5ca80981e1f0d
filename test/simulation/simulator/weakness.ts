import type { SimulatedDeps } from './ports.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/** One mechanism taken away from outside, to see that the simulator notices. */
export type Weakness = {
  /** Changes what a process is given. */
  deps?: (deps: SimulatedDeps, process: Process, world: World) => SimulatedDeps;
  withoutSweeper?: boolean;
};
