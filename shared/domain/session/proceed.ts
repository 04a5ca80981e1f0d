import { callsIn } from './calls.ts';
import { addEntry, type Change, showCounters } from './change.ts';
import type { ControlItem } from './control-item.ts';
import { coversReservation } from './daily-allowance.ts';
import { dispatchCalls } from './dispatch-calls.ts';
import { endSession } from './end-session.ts';
import type { Claim } from './entry.ts';
import type { Failure } from './error-category.ts';
import { countRepeats, noProgress, repeatWarning } from './repeated-calls.ts';
import { reserveInference } from './reserve-inference.ts';
import { spentBudget, spentCalls, spentTime } from './spent-budget.ts';
import type { StoredText } from './stored-text.ts';

/** Takes every step of a running session that needs nothing from outside: completes, dispatches, begins the next model call. */
export function proceed(change: Change, claim: Claim): void {
  const { control } = change;
  if (control.status !== 'RUNNING') return;
  if (control.finalAnswer !== undefined) {
    endWithAnswer(change, control.finalAnswer, control.finalAnswerCut);
    return;
  }
  if (control.proposed.length > 0) {
    const turnsAlike = countRepeats(control);
    const failure = spentCalls(control) ?? spentTime(control, lambdaCalls(control)) ?? noProgress(control, turnsAlike);
    if (failure !== undefined) {
      endSession(change, { status: 'FAILED', failure });
      return;
    }
    dispatchCalls(change, claim, repeatWarning(turnsAlike));
  }
  if (control.inference === undefined && callsIn(control, 'RUNNING', 'WAITING').length === 0) beginInference(change);
}

/** Completes the session; an answer that a budget has cut short is recorded, and is no answer. */
export function endWithAnswer(change: Change, response: StoredText, failure: Failure | undefined): void {
  if (failure === undefined) endSession(change, { status: 'COMPLETED', response });
  else endSession(change, { status: 'FAILED', failure });
}

function lambdaCalls({ proposed }: ControlItem): number {
  return proposed.filter(({ by, rejected, approval }) => by === 'lambda' && !rejected && !approval).length;
}

/** Reserves the worst case first; without room for it, in the session's budgets or the tenant's day, no model call begins. */
function beginInference(change: Change): void {
  const { control } = change;
  const reserved = spentBudget(control) ?? reserveInference(control);
  if (reserved !== undefined && 'category' in reserved) {
    endSession(change, { status: 'FAILED', failure: reserved });
    return;
  }
  if (reserved !== undefined && !coversReservation(change, reserved)) return;
  control.reserved = reserved;
  const { provider, modelId } = control.head.model;
  control.inference = addEntry(change, {
    kind: 'REASONING',
    state: 'RUNNING',
    turn: control.turns + 1,
    model: { provider, modelId },
  });
  showCounters(change);
}
