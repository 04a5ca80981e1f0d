import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';

/** History events of a state, as Step Functions writes them: entered, what is between, exited. */
const EVENTS = {
  /** Entered, task scheduled, started, succeeded, exited. */
  advance: 5,
  choice: 2,
  backOff: 2,
  /** The same as `advance`, and that the task was submitted. */
  waitForToken: 6,
  end: 2,
  /** A Fail state is never exited. */
  fail: 1,
};
/** `ExecutionStarted`, and `ExecutionSucceeded` or `ExecutionFailed`. */
const OF_EXECUTION = 2;

/** History events of a run that ended, from what Advance answered on the way. Nothing of it was retried. */
export function historyEventsOf(outputs: readonly AdvanceOutput[]): number {
  const perOutput = outputs.map(({ next }) => EVENTS.advance + EVENTS.choice + eventsAfter(next));
  return perOutput.reduce((sum, events) => sum + events, OF_EXECUTION);
}

function eventsAfter(next: AdvanceOutput['next']): number {
  if (next === 'CONTINUE') return 0;
  if (next === 'BACK_OFF') return EVENTS.backOff;
  if (next === 'FAILED') return EVENTS.fail;
  return next === 'WAIT_FOR_RESULTS' || next === 'WAIT_FOR_RESUME' ? EVENTS.waitForToken : EVENTS.end;
}
