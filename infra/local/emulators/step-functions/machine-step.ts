import type { contextObject } from './context-object.ts';
import { interpreter } from './interpreter.ts';
import type { LoadedMachine } from './load-state-machine.ts';
import { type Failure, isFailure, isFinal, type Outcome } from './outcome.ts';

/** Where an execution stands: at a state, with that state's input (JSON text), and how its task ended if it has. */
export type StandsAt = { state: string; input: string; outcome?: Outcome };

/** What comes next: a Task or Wait state to be performed, or the end. `events` counts the history events passed on the way. */
export type Step =
  | { kind: 'task'; state: string; input: string; parameters: unknown; events: number }
  | { kind: 'end'; outcome: Outcome; events: number };

export type StepRequest = {
  machine: LoadedMachine;
  from: StandsAt;
  context: ReturnType<typeof contextObject>;
  /** Performs a task inside Parallel or Map, where the library can't be stopped. */
  performNested: (state: string, parameters: unknown) => Promise<Outcome>;
  timeoutError: () => Promise<Error>;
  /** Stops a Parallel or Map. */
  signal: AbortSignal | undefined;
};

/**
 * Lets the library go from one Task or Wait state to the next and stops it there by an error that no Catch can match. So
 * nothing of the library is alive while a task runs or waits, and going on after a restart is the same as going on.
 */
export async function takeStep(request: StepRequest): Promise<Step> {
  const { machine, from, context, signal } = request;
  const library = await machine.startingAt(from.state);
  if (library === undefined) return { kind: 'end', outcome: stateIsGone(from.state), events: 0 };
  const { ExecutionError } = await interpreter();
  const overrides = { taskResourceLocalHandlers: taskHandlers(request) };
  const run = library.run(JSON.parse(from.input), { context, overrides });
  signal?.addEventListener('abort', run.abort, { once: true });
  const ended: Outcome | StoppedAtTask = await run.result.then(
    (output: unknown) => ({ output: JSON.stringify(output) ?? 'null' }),
    (error: unknown) => stopOrFailure(error instanceof ExecutionError ? error.cause : error),
  );
  signal?.removeEventListener('abort', run.abort);
  const passed = await readEvents(run.eventLogs, from);
  if (ended instanceof StoppedAtTask) {
    return { kind: 'task', state: ended.state, input: passed.lastInput, parameters: ended.parameters, ...passed };
  }
  return { kind: 'end', outcome: ended, events: passed.events };
}

class StoppedAtTask extends Error {
  readonly isRetryable = false;
  readonly isCatchable = false;
  readonly state: string;
  readonly parameters: unknown;

  constructor(state: string, parameters: unknown) {
    super(state);
    this.state = state;
    this.parameters = parameters;
  }
}

function taskHandlers({ machine, from, performNested, timeoutError }: StepRequest) {
  let outcome = from.outcome;
  const stop = (state: string, parameters: unknown) => {
    const known = outcome;
    outcome = undefined;
    if (known === undefined) throw new StoppedAtTask(state, parameters);
    return deliver(known, timeoutError);
  };
  const handlers: Record<
    string,
    (parameters: unknown) => ReturnType<typeof deliver> | Promise<ReturnType<typeof deliver>>
  > = {};
  for (const { name, nested } of machine.tasks.values()) {
    handlers[name] = nested
      ? async (parameters) => deliver(await performNested(name, parameters), timeoutError)
      : (parameters) => stop(name, parameters);
  }
  return handlers;
}

/** Gives the library a task's end: its output, or an error under the name that Catch looks at. */
function deliver(outcome: Outcome, timeoutError: () => Promise<Error>) {
  if (!isFailure(outcome)) return JSON.parse(outcome.output);
  if (outcome.error === 'States.Timeout') return timeoutError().then((error) => Promise.reject(error));
  const error = new Error(outcome.cause);
  error.name = outcome.error;
  throw isFinal(outcome.error) ? Object.assign(error, { isCatchable: false, isRetryable: false }) : error;
}

type LibraryEvent = { type: string; state?: { input: unknown } };

/** Counts history events as the service does (attempts of tasks apart) and finds the input of the state entered last. */
async function readEvents(logs: AsyncIterable<LibraryEvent>, from: StandsAt) {
  // A state whose task has ended was entered, and counted, before.
  let events = from.outcome === undefined ? 0 : -1;
  let lastInput: unknown = null;
  for await (const event of logs) {
    if (event.type === 'StateEntered') lastInput = event.state?.input;
    if (!UNCOUNTED.has(event.type)) events += 1;
  }
  return { events, lastInput: JSON.stringify(lastInput) ?? 'null' };
}

/** The first event and the last belong to the execution, not to a step; the service has no event for the others. */
const UNCOUNTED = new Set([
  ...['ExecutionStarted', 'ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimeout'],
  ...['StateFailed', 'StateRetried', 'StateCaught', 'ParallelBranchStarted', 'ParallelBranchSucceeded'],
]);

function stopOrFailure(error: unknown): StoppedAtTask | Failure {
  if (error instanceof StoppedAtTask) return error;
  if (error instanceof Error) return { error: error.name, cause: error.message };
  return { error: 'States.Runtime', cause: String(error) };
}

const stateIsGone = (state: string): Failure => ({
  error: 'States.Runtime',
  cause: `The state machine has no state "${state}" any more: its definition was changed while the execution was open.`,
});
