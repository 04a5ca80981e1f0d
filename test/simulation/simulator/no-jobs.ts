import type { SimulatedDeps } from './ports.ts';

/** The simulated agents run no workflows: whoever asks for a job has gone astray. */
export const NO_JOBS: Pick<SimulatedDeps, 'jobs' | 'jobExecutions' | 'readWorkflow' | 'newSecret'> = {
  jobs: { read: none, create: none, save: none },
  jobExecutions: { start: none, describe: none, succeed: none, fail: none },
  readWorkflow: none,
  newSecret: () => '0'.repeat(32),
};

export function none(): never {
  throw new Error('there are no jobs in the simulation');
}
