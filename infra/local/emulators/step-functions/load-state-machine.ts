import type { StateMachine, StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';
import {
  allStates,
  CALL,
  CALLBACK,
  checkDefinition,
  type Definition,
  definitionSchema,
  type State,
} from './check-definition.ts';
import { asksForAttempt } from './context-object.ts';
import { interpreter } from './interpreter.ts';
import { prepareForLibrary } from './prepare-definition.ts';
import { type Retrier, retrierSchema } from './retry-policy.ts';

/** A Task or Wait state: what happens between entering and leaving it is done here, not by the library. */
export type TaskSpec = {
  name: string;
  /** `direct` has the function's ARN as its Resource. */
  kind: 'call' | 'callback' | 'direct' | 'wait';
  /** The function of a `direct` task. */
  resource: string;
  timeoutMs: number;
  retriers: readonly Retrier[];
  /** Its Parameters ask for the token, the retry count or other facts of an attempt. */
  fillsAttempt: boolean;
  /** Inside Parallel or Map: can't be resumed after a restart. */
  nested: boolean;
};

export type LoadedMachine = {
  arn: string;
  /** The definition as given. */
  source: unknown;
  startAt: string;
  /** The TimeoutSeconds of the whole execution, in ms. */
  timeoutMs: number | undefined;
  tasks: ReadonlyMap<string, TaskSpec>;
  hasNested: boolean;
  /** The library's machine that begins at a state, made once. Undefined: there is no such state (any more). */
  startingAt: (state: string) => Promise<StateMachine | undefined>;
};

/**
 * Checks a definition and prepares it for the library, which then only evaluates states: no timer, no retry, no call.
 *
 * @param known it is known to be valid Amazon States Language: only what the laptop can't do is looked for
 */
export async function loadStateMachine(arn: string, source: unknown, { known = false } = {}): Promise<LoadedMachine> {
  const definition = definitionSchema.parse(source);
  checkDefinition(arn, definition);
  if (!known) await refuseInvalid(arn, definition);
  const states = [...allStates(definition)];
  const tasks = new Map<string, TaskSpec>();
  for (const { name, state, nested } of states) {
    if (state.Type === 'Task' || state.Type === 'Wait') tasks.set(name, readTask(name, state, nested));
  }
  const seconds = definition.TimeoutSeconds;
  return {
    arn,
    source,
    startAt: definition.StartAt,
    timeoutMs: seconds === undefined ? undefined : seconds * 1_000,
    tasks,
    hasNested: states.some(({ nested }) => nested),
    // The library never times an execution out: its timer can't be injected.
    startingAt: startingAt({ ...prepareForLibrary(definition), TimeoutSeconds: undefined }),
  };
}

/** Definitions that were valid, as text: to validate the first takes longer (0.3 s) than all the rest of starting. */
const validated = new Set<string>();

async function refuseInvalid(arn: string, definition: Definition): Promise<void> {
  const text = JSON.stringify(definition);
  if (validated.has(text)) return;
  const { StateMachine } = await interpreter();
  try {
    if (isForLibrary(definition)) new StateMachine(definition);
    validated.add(text);
  } catch (error) {
    throw new Error(`State machine ${arn}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function startingAt(definition: Definition) {
  const machines = new Map<string, StateMachine>();
  return async (state: string) => {
    const known = machines.get(state);
    if (known !== undefined) return known;
    const from = { ...definition, StartAt: state };
    if (!Object.hasOwn(definition.States, state) || !isForLibrary(from)) return undefined;
    const { StateMachine } = await interpreter();
    const machine = new StateMachine(from, { validationOptions: { noValidate: true } });
    machines.set(state, machine);
    return machine;
  };
}

/** The library checks the rest itself, with asl-validator. */
const isForLibrary = (value: { StartAt?: unknown }): value is StateMachineDefinition =>
  typeof value.StartAt === 'string';

function readTask(name: string, state: State, nested: boolean): TaskSpec {
  const timed = z.object({ TimeoutSeconds: z.number().optional(), Resource: z.string().default('') }).parse(state);
  return {
    name,
    kind: kindOf(state),
    resource: timed.Resource,
    timeoutMs: (timed.TimeoutSeconds ?? 0) * 1_000,
    retriers: z.array(retrierSchema).default([]).parse(state.Retry),
    fillsAttempt: asksForAttempt(JSON.stringify(state.Parameters ?? null)),
    nested,
  };
}

function kindOf(state: State): TaskSpec['kind'] {
  if (state.Type === 'Wait') return 'wait';
  if (state.Resource === CALL) return 'call';
  return state.Resource === CALLBACK ? 'callback' : 'direct';
}
