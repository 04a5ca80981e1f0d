import { enterAdvance } from './agent-session-states.ts';
import { type Execution, type Executions, endExecution, type MachineFunctions, type Payload } from './execution.ts';
import { drawFault } from './faults.ts';
import { after, type World } from './world.ts';

export type Machine = ReturnType<typeof stepFunctions>;

/** A small Step Functions that runs the logic of the session's state machine, an execution a run. */
export function stepFunctions(world: World, functions: MachineFunctions) {
  const all = new Map<string, Execution>();
  const executions: Executions = { world, functions, all, tokens: new Map(), tokenCount: 0 };
  const stopped = new Set<string>();

  return {
    /** A name that is taken counts as started, as for production's port. */
    start(sessionId: string, run: number, input: Payload): void {
      const name = `${sessionId}.${run}`;
      if (all.has(name)) return;
      const execution = newExecution(sessionId, run, input);
      all.set(name, execution);
      killSomeTime(executions, execution);
      enterAdvance(executions, execution, input);
    },

    stop(sessionId: string, run: number): void {
      const execution = all.get(`${sessionId}.${run}`);
      stopped.add(`${sessionId}.${run}`);
      if (execution !== undefined) endExecution(executions, execution, 'ABORTED');
    },

    /** A token that is used or expired is answered with TaskTimedOut, which counts as done for production's port. */
    sendToken: (token: string): void => executions.tokens.get(token)?.(),

    isOpenToken: (token: string) => executions.tokens.has(token),
    wasStarted: (sessionId: string, run: number) => all.has(`${sessionId}.${run}`),
    wasStopped: (sessionId: string, run: number) => stopped.has(`${sessionId}.${run}`),
    openRuns: (sessionId: string): number[] =>
      [...all.values()].flatMap((each) =>
        each.sessionId === sessionId && each.status === 'RUNNING' ? [each.run] : [],
      ),
  };
}

function newExecution(sessionId: string, run: number, input: Payload): Execution {
  const name = `${sessionId}.${run}`;
  const idle = { token: undefined, timer: undefined, killer: undefined };
  return { name, sessionId, run, input, status: 'RUNNING', attempt: 0, ...idle };
}

/** Executions die of their own: aborted by an operator, a year or an event limit reached. */
function killSomeTime(executions: Executions, execution: Execution): void {
  const { world } = executions;
  if (!drawFault(world.faults, 'execution.killed', world.random)) return;
  const lives = world.random.chance(0.7) ? world.random.below(5_000) : world.random.below(86_400_000);
  execution.killer = after(world, lives, () => endExecution(executions, execution, 'ABORTED'));
}
