import { contextObject } from './context-object.ts';
import { beginLife, type ExecutionLife } from './execution-life.ts';
import type { End, ExecutionRow, ExecutionStore } from './execution-store.ts';
import type { LoadedMachine } from './load-state-machine.ts';
import { type StandsAt, type Step, takeStep } from './machine-step.ts';
import { dataLimitExceeded, type Failure, isFailure, type Outcome } from './outcome.ts';
import { passesPayloadLimit } from './payload-limit.ts';
import { firstProgress, performTask, type TaskHost, type TaskServices } from './perform-task.ts';
import type { Progress } from './progress.ts';

export type RunRequest = {
  machine: LoadedMachine;
  row: Omit<ExecutionRow, 'input' | 'output'>;
  store: ExecutionStore;
  services: TaskServices;
  timeoutError: () => Promise<Error>;
  onEnd: (end: End) => void;
};

/** An open execution. */
export type RunningExecution = {
  /** Resolves when its first task is under way (a token of before a restart is valid again) or it has ended. */
  entered: Promise<void>;
  end: ExecutionLife['end'];
  /** Lets go of everything without ending: the process stops. */
  suspend: () => void;
};

/** Drives one execution, from its start or from where it was when the process died, to its end. */
export function runExecution(request: RunRequest): RunningExecution {
  const { machine, row, services, onEnd } = request;
  const life = beginLife({
    time: services,
    timeoutAt: machine.timeoutMs === undefined ? undefined : row.startDate + machine.timeoutMs,
    events: row.events,
    hasNested: machine.hasNested,
    onEnd,
  });
  const entered = Promise.withResolvers<void>();
  life.whenEnded(entered.resolve);
  drive(request, life, entered.resolve).catch((error: unknown) => {
    life.end({ status: 'FAILED', outcome: unexpected(error) });
  });
  return { entered: entered.promise, end: life.end, suspend: life.suspend };
}

async function drive(request: RunRequest, life: ExecutionLife, onEntered: () => void): Promise<void> {
  const { machine, row, store, timeoutError } = request;
  const context = contextObject({ ...row, readInput: () => store.find(row.executionArn)?.input ?? 'null' });
  const performNested = nestedPerformer(request, life);
  const { signal } = life;
  let saved = row.progress;
  let from: StandsAt = { state: row.state, input: row.stateInput };
  while (life.isOpen()) {
    const standing = from;
    const take = () => takeStep({ machine, from: standing, context, performNested, timeoutError, signal });
    const step = saved === null || !machine.tasks.has(from.state) ? await take() : resumedStep(from, take);
    // Going to the saved state again after a restart is no new history.
    if (!life.count(saved === null ? step.events : 0)) return;
    if (step.kind === 'end') return life.end(endOf(from.state, step.outcome));
    if (passesPayloadLimit(step.input)) return life.end({ status: 'FAILED', outcome: dataLimitExceeded(step.state) });
    const performed = enterState(request, life, step, saved);
    onEntered();
    from = { state: step.state, input: step.input, outcome: await performed };
    saved = null;
  }
}

/** `evaluate` gives the parameters of a task that goes on after a restart, when it has to be called again. */
type StepToTask = Extract<Step, { kind: 'task' }> & { evaluate?: () => Promise<unknown> };

/** Back in the state where it was, without the library: most wait there for a token, with which it goes on. */
function resumedStep({ state, input }: StandsAt, take: () => Promise<Step>): StepToTask {
  const evaluate = async () => {
    const step = await take();
    return step.kind === 'task' ? step.parameters : undefined;
  };
  return { kind: 'task', state, input, parameters: undefined, events: 0, evaluate };
}

/** Begins the task of a state, or goes on with it (`saved`). It is on disk before any of it happens. */
function enterState(request: RunRequest, life: ExecutionLife, step: StepToTask, saved: Progress | null) {
  const { machine, row, store, services } = request;
  const { state, parameters, input: stateInput, evaluate = async () => parameters } = step;
  const { count, whenEnded } = life;
  const spec = specOf(machine, state);
  const progress = saved ?? firstProgress(spec, parameters, services);
  if (saved === null) store.enter(row.executionArn, { state, stateInput, progress, events: life.events() });
  const save: TaskHost['save'] = (changed) => {
    if (life.isOpen()) store.saveProgress(row.executionArn, changed, life.events());
  };
  return performTask({ spec, parameters: evaluate, progress, services, host: { count, whenEnded, save } });
}

/** Tasks inside Parallel and Map leave only a mark: after a restart they can't go on. */
function nestedPerformer({ machine, row, store, services }: RunRequest, life: ExecutionLife) {
  const { count, whenEnded } = life;
  return async (state: string, parameters: unknown): Promise<Outcome> => {
    const spec = specOf(machine, state);
    const progress = firstProgress(spec, parameters, services);
    const mark: Progress = { ...progress, phase: 'NESTED', token: undefined };
    if (life.isOpen()) store.saveProgress(row.executionArn, mark, life.events());
    return await performTask({
      spec,
      parameters: async () => parameters,
      progress,
      services,
      host: { count, whenEnded, save: () => undefined },
    });
  };
}

function endOf(state: string, outcome: Outcome): Pick<End, 'status' | 'outcome'> {
  if (isFailure(outcome)) return { status: 'FAILED', outcome };
  if (passesPayloadLimit(outcome.output)) return { status: 'FAILED', outcome: dataLimitExceeded(state) };
  return { status: 'SUCCEEDED', outcome };
}

function specOf(machine: LoadedMachine, state: string) {
  const spec = machine.tasks.get(state);
  if (spec === undefined) throw new Error(`State machine ${machine.arn} has no task "${state}".`);
  return spec;
}

const unexpected = (error: unknown): Failure => ({
  error: 'States.Runtime',
  cause: `The local Step Functions failed: ${error instanceof Error ? error.message : String(error)}`,
});
