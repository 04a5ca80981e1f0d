import { addStep, type Expansion } from './model.ts';
import { lambdaDied } from './step-functions.ts';
import { openExecution, removeProcess } from './world.ts';

/** A process dies with all that it holds; or Step Functions calls a Lambda again and the first call runs on. */
export function faultSteps(expansion: Expansion, index: number): void {
  const { from } = expansion;
  const process = from.processes[index];
  if (process === undefined) return;
  const { kind, run, at, attached } = process;
  const label = kind === 'ADVANCE' || kind === 'PARK' ? `${kind} ${process.id} of run ${run}` : kind;
  if (from.budget.crashes > 0) {
    addStep(expansion, 'fault', `${label}: CRASH at ${at}`, (world) => {
      const mine = world.processes[index];
      if (mine === undefined) return;
      world.budget.crashes -= 1;
      removeProcess(world, mine);
      if (attached) lambdaDied(world, mine);
    });
  }
  if (from.budget.duplicates > 0 && attached) {
    addStep(expansion, 'fault', `${label}: DUPLICATED at ${at}`, (world) => {
      const mine = world.processes[index];
      const execution = openExecution(world, run);
      if (mine === undefined || execution === undefined) return;
      world.budget.duplicates -= 1;
      mine.attached = false;
      if (kind === 'PARK') execution.token = null;
    });
  }
}
