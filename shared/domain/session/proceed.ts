import { callsIn } from './calls.ts';
import { addEntry, type Change, showCounters } from './change.ts';
import { dispatchCalls } from './dispatch-calls.ts';
import { endSession } from './end-session.ts';
import type { Claim } from './entry.ts';
import { spentBudget, spentCalls } from './spent-budget.ts';

/** Takes every step of a running session that needs nothing from outside: completes, dispatches, begins the next model call. */
export function proceed(change: Change, claim: Claim): void {
  const { control } = change;
  if (control.status !== 'RUNNING') return;
  if (control.finalAnswer !== undefined) {
    endSession(change, { status: 'COMPLETED', response: control.finalAnswer });
    return;
  }
  if (control.proposed.length > 0) {
    const failure = spentCalls(control);
    if (failure !== undefined) {
      endSession(change, { status: 'FAILED', failure });
      return;
    }
    dispatchCalls(change, claim);
  }
  if (control.inference === undefined && callsIn(control, 'RUNNING', 'WAITING').length === 0) beginInference(change);
}

function beginInference(change: Change): void {
  const { control } = change;
  const failure = spentBudget(control);
  if (failure !== undefined) {
    endSession(change, { status: 'FAILED', failure });
    return;
  }
  const { provider, modelId } = control.head.model;
  control.inference = addEntry(change, {
    kind: 'REASONING',
    state: 'RUNNING',
    turn: control.turns + 1,
    model: { provider, modelId },
  });
  showCounters(change);
}
