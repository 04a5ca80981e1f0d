import { advanceSteps } from './advance.ts';
import { childEndSteps, childSteps } from './called-session.ts';
import { faultSteps } from './faults.ts';
import type { Expansion, Model, Step } from './model.ts';
import { parkSteps } from './park.ts';
import { completionSteps, personSteps } from './people.ts';
import { performerSteps } from './performer.ts';
import { stepFunctionsSteps } from './step-functions.ts';
import { sweeperSteps } from './sweeper.ts';
import type { Process, World } from './world.ts';

const STEPS: Record<Process['kind'], (expansion: Expansion, index: number) => void> = {
  ADVANCE: advanceSteps,
  PARK: parkSteps,
  EFFECTS: performerSteps,
  CHILD_END: childEndSteps,
  COMPLETION: completionSteps,
};

/** Everything that can happen next. */
export function successors(model: Model, from: World): Step[] {
  const expansion: Expansion = { model, from, steps: [] };
  for (const index of from.executions.keys()) stepFunctionsSteps(expansion, index);
  for (const [index, process] of from.processes.entries()) {
    faultSteps(expansion, index);
    STEPS[process.kind](expansion, index);
  }
  personSteps(expansion);
  childSteps(expansion);
  sweeperSteps(expansion);
  return expansion.steps;
}
