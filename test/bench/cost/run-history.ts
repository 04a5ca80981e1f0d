import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';

/** History events of a state, as Step Functions writes them: entered, what is between, exited. */
const EVENTS = {
  /** Entered, task scheduled, started, submitted, succeeded or failed, exited. */
  forToken: 6,
  /** Unpacks the payload of Advance that goes on. */
  pass: 2,
  backOff: 2,
  /** A Fail state is never exited. */
  fail: 1,
};
/** `ExecutionStarted`, and `ExecutionSucceeded` or `ExecutionFailed`. */
const OF_EXECUTION = 2;

/** History events of a run that ended, from what Advance answered on the way. Nothing of it was retried. */
export function historyEventsOf(outputs: readonly AdvanceOutput[]): number {
  const perOutput = outputs.map(({ next }) => EVENTS.forToken + eventsAfter(next));
  return perOutput.reduce((sum, events) => sum + events, OF_EXECUTION);
}

function eventsAfter(next: AdvanceOutput['next']): number {
  if (next === 'CONTINUE') return EVENTS.pass;
  if (next === 'BACK_OFF') return EVENTS.pass + EVENTS.backOff;
  if (next === 'FAILED') return EVENTS.pass + EVENTS.fail;
  return next === 'WAIT_FOR_RESULTS' || next === 'WAIT_FOR_RESUME' ? EVENTS.pass + EVENTS.forToken : 0;
}
