import type { Amounts } from './bill.ts';
import { MEMORY_MB, MODEL } from './function-time.ts';
import type { SessionShape } from './session-counts.ts';

/** Of the bench's session, as large as one of its entries. */
const STEP_BYTES = 300;

/**
 * The usual loop of an agent as a Standard workflow, state by state: what AWS bills as a transition is each state that is entered,
 * and one for the start.
 */
const LOOP = {
  /** The session's record is created, and at last its end recorded; then the workflow succeeds. */
  around: ['Record start', 'Record end', 'Succeeded'],
  /** Of each answer of the model. */
  modelStep: ['Record model call', 'Call model', 'Record answer', 'Any tool call?'],
  /** Of each turn with several tool calls: a Map over them. */
  turn: ['Each call'],
  /** Of each tool call. */
  toolStep: ['Record tool call', 'Call tool', 'Record result'],
};

/** One state per step: each model call and each tool call a Task with a function of its own, recorded in DynamoDB before and after. */
export function oneStatePerStep({ turns, parallel, waits, modelSeconds }: SessionShape): Amounts {
  const answers = turns + waits + 1;
  const calls = turns * parallel + waits;
  const transitions =
    1 +
    LOOP.around.length +
    answers * LOOP.modelStep.length +
    (parallel > 1 ? turns : 0) * LOOP.turn.length +
    calls * LOOP.toolStep.length;
  const steps = answers + calls;
  return {
    transitions,
    // A person answers through the API, as the session was started.
    httpRequests: 1 + waits,
    invocations: 1 + waits + steps,
    gbSeconds: (MEMORY_MB.advance / 1_024) * (((1 + waits + steps) * MODEL.ownMs) / 1_000 + modelSeconds),
    // Written by Step Functions itself, up to 1 KB each.
    writeUnits: 2 + 2 * steps,
  };
}

/** One durable function that runs the loop: its start, and an operation for each step and wait, all in one invocation between waits. */
export function durableFunction({ turns, parallel, waits, modelSeconds }: SessionShape): Amounts {
  const steps = turns + waits + 1 + turns * parallel + waits;
  const invocations = 1 + waits;
  return {
    durableOperations: 1 + steps,
    durableBytes: steps * STEP_BYTES,
    httpRequests: invocations,
    // The one that answers the request, and the durable one.
    invocations: 2 * invocations,
    gbSeconds:
      (MEMORY_MB.advance / 1_024) *
      ((2 * invocations * MODEL.ownMs + (1 + steps) * MODEL.dynamoDbMs) / 1_000 + modelSeconds),
  };
}
