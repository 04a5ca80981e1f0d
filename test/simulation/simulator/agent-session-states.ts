import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';
import type { Invocation } from '../../../shared/runtime/invocation.ts';
import { type Execution, type Executions, endExecution, isCurrent, moveOn, type Payload } from './execution.ts';
import { drawFault } from './faults.ts';
import { expectInvariant } from './invariant-broken.ts';
import { type Ending, type Process, spawn } from './process.ts';
import { type Failures, noFailures, retryDelay } from './retry-rules.ts';
import { after, note } from './world.ts';

const ADVANCE_LIMIT_MS = 900_000;
const PARK_LIMIT_MS = 30_000;
const WAIT_TIMEOUT_MS = 86_400_000;
const MOST_PAYLOAD_BYTES = 1_024;

type Visit = { payload: Payload; failures: Failures; retry: number };

/** The state "Advance session" of infra/state-machines/agent-session.asl.json, entered anew. */
export function enterAdvance(executions: Executions, execution: Execution, payload: Payload): void {
  const bytes = JSON.stringify(payload).length;
  expectInvariant(bytes <= MOST_PAYLOAD_BYTES, 'I19', () => `${execution.name} carries ${bytes} bytes`);
  tryAdvance(executions, execution, { payload, failures: noFailures(), retry: 0 });
}

function tryAdvance(executions: Executions, execution: Execution, visit: Visit): void {
  const { world, functions } = executions;
  invoke(executions, execution, {
    name: 'advance',
    limitMs: ADVANCE_LIMIT_MS,
    run: functions.advance(visit.payload),
    answered: (output) => whatNext(executions, execution, output),
    failed: (error) => {
      const delayMs = retryDelay(world.random, 'advance', error, visit.failures);
      if (delayMs === undefined) endExecution(executions, execution, 'FAILED');
      else later(executions, execution, delayMs, () => tryAdvance(executions, execution, visit));
    },
  });
}

/** Where the answer of Advance leads. */
function whatNext(executions: Executions, execution: Execution, output: AdvanceOutput): void {
  const { next, loop, wake, seconds = 0 } = output;
  note(executions.world, execution.name, 'next', () => `${next} loop ${loop} wake ${wake ?? '-'}`);
  const payload: Payload = JSON.parse(JSON.stringify(output));
  switch (next) {
    case 'CONTINUE':
      enterAdvance(executions, execution, payload);
      break;
    case 'BACK_OFF':
      later(executions, execution, seconds * 1_000, () => enterAdvance(executions, execution, payload));
      break;
    case 'WAIT_FOR_RESULTS':
    case 'WAIT_FOR_RESUME':
      tryWait(executions, execution, { payload, failures: noFailures(), retry: 0 });
      break;
    default:
      endExecution(executions, execution, next === 'FAILED' ? 'FAILED' : 'SUCCEEDED');
  }
}

/** The wait states: park-session is given a token of its own at each try, and the state ends when that is sent. */
function tryWait(executions: Executions, execution: Execution, visit: Visit): void {
  const { world, functions, tokens } = executions;
  const { tenantId, sessionId, run, loop, wake } = visit.payload;
  executions.tokenCount += 1;
  const token = `${execution.name}/${executions.tokenCount}`;
  const goOn = (waitError?: string) => {
    const more = waitError === undefined ? {} : { waitError: { Error: waitError } };
    enterAdvance(executions, execution, { ...visit.payload, ...more });
  };
  const attempt = invoke(executions, execution, {
    name: 'park',
    limitMs: PARK_LIMIT_MS,
    run: functions.park({ tenantId, sessionId, run, loop, wake, token, retry: visit.retry }),
    answered: () => undefined, // it waits for its token
    failed: (error) => {
      const delayMs = retryDelay(world.random, 'park', error, visit.failures);
      const again = () => tryWait(executions, execution, { ...visit, retry: visit.retry + 1 });
      if (delayMs === undefined) goOn(error);
      else later(executions, execution, delayMs, again);
    },
  });
  execution.token = token;
  tokens.set(token, () => goOn());
  execution.timer = after(world, WAIT_TIMEOUT_MS, () => {
    if (isCurrent(execution, attempt)) goOn('States.Timeout');
  });
}

function later(executions: Executions, execution: Execution, delayMs: number, run: () => void): void {
  const attempt = moveOn(executions, execution);
  execution.timer = after(executions.world, delayMs, () => {
    if (isCurrent(execution, attempt)) run();
  });
}

type Call<Result> = {
  name: string;
  limitMs: number;
  run: (process: Process, invocation: Invocation) => Promise<Result>;
  answered: (result: Result) => void;
  failed: (error: string) => void;
};

/** Invokes a function. Its answer may get lost, and then it is invoked again while the first may still run (F8). */
function invoke<Result>(executions: Executions, execution: Execution, call: Call<Result>): number {
  const { world } = executions;
  const attempt = moveOn(executions, execution);
  const heard = (act: () => void) => {
    if (isCurrent(execution, attempt)) act();
  };
  const process = spawn(world, call, call.run, (ending: Ending<Result>) => {
    if (ending.how === 'died') {
      const noticedMs = world.random.chance(0.8) ? world.random.below(1_000) : process.diesAt + 30_000 - world.now;
      after(world, noticedMs, () => heard(() => call.failed('Lambda.Unknown')));
    } else if (drawFault(world.faults, 'invocation.answer_lost', world.random)) {
      after(world, 100, () => heard(() => call.failed('Lambda.SdkClientException')));
    } else if (ending.how === 'answered') heard(() => call.answered(ending.result));
    else heard(() => call.failed(ending.error.name));
  });
  if (drawFault(world.faults, 'invocation.doubled', world.random))
    after(world, world.random.below(2_000), () => heard(() => call.failed('Lambda.ServiceException')));
  return attempt;
}
