import { approvedCalls, inFlight, isOrphaned } from '../calls.ts';
import { addSystemEntry, type Change, removeWhere, setStatus, showEntry } from '../change.ts';
import { dispatchApproved } from '../dispatch-calls.ts';
import { endSession } from '../end-session.ts';
import type { Claim } from '../entry.ts';
import { proceed } from '../proceed.ts';
import { countResult } from '../reserve-inference.ts';
import { spentTime } from '../spent-budget.ts';
import { settle } from './settle.ts';

const DIED = 'The process that drove the session died in the middle of a call.';

/** An invocation begins to drive (P5): the stored token stays, orphaned calls are judged, and the next steps are taken. */
export function takeLease(change: Change, claim: Claim): void {
  const { control } = change;
  const driven = control.lease !== undefined;
  control.lease = claim;
  // That this run drives is proof that it was started.
  removeWhere(control.effects, (effect) => effect.kind === 'START_RUN' && effect.run <= control.run);
  if (control.status === 'PENDING') {
    addSystemEntry(change, 'STARTED', control.head.createdBy);
    setStatus(change, 'RUNNING');
  }
  if (judgeOrphans(change, claim)) {
    // A new run after a loss has said so already.
    if (driven) addSystemEntry(change, 'RECOVERED', null, { reason: DIED });
    settle(change);
  }
  if (change.control.status === 'RUNNING') takeUpApproved(change, claim);
  proceed(change, claim);
}

/** Calls for which no time is left of the session's budget are not made (P2). */
function takeUpApproved(change: Change, claim: Claim): void {
  const { control } = change;
  const failure = spentTime(control, approvedCalls(control).filter(({ approval }) => approval?.by === 'lambda').length);
  if (failure === undefined) dispatchApproved(change, claim);
  else endSession(change, { status: 'FAILED', failure });
}

/** Repeatable calls are claimed again with the same key, while RUNNING only (P2); of any other the outcome is unknown (P4). */
function judgeOrphans(change: Change, claim: Claim): boolean {
  const orphans = inFlight(change.control).filter(
    (call) => call.claim !== undefined && isOrphaned(call.claim, claim, change.now),
  );
  for (const call of orphans) {
    if (call.repeatable && change.control.status === 'RUNNING') {
      call.claim = claim;
      continue;
    }
    call.state = 'FAILED';
    call.claim = undefined;
    call.endedAt = change.now;
    call.error = {
      category: 'OUTCOME_UNKNOWN',
      message: `The process that made this call of ${call.toolName} died before it recorded a result; the call may have taken effect.`,
    };
    countResult(change.control, call);
    showEntry(change, call);
  }
  return orphans.length > 0;
}
