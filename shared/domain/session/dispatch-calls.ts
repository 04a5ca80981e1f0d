import { approvedCalls } from './calls.ts';
import { addEntry, type Change, emit, showCounters, showEntry, showSummary } from './change.ts';
import type { ProposedCall } from './control-item.ts';
import type { Claim } from './entry.ts';

/** More calls than this in one turn fail with a reason (design, section 7). */
export const MAX_CALLS_PER_TURN = 16;

/** Claims the calls that the model asked for. Only ever called while the session is RUNNING (P2). */
export function dispatchCalls(change: Change, claim: Claim): void {
  const { control } = change;
  const proposed = control.proposed;
  control.proposed = [];
  control.toolCalls += proposed.length;
  for (const call of proposed) dispatchCall(change, call, claim);
  if (proposed.some((call) => call.by === 'person' || call.approval !== undefined)) showSummary(change);
  else showCounters(change);
}

function dispatchCall(change: Change, call: ProposedCall, claim: Claim): void {
  const { by, rejected, approval, ...what } = call;
  const entry = { ...what, kind: 'TOOL_CALL' as const, turn: change.control.turns };
  const error = rejected ?? tooMany(call);
  if (error !== undefined) {
    addEntry(change, { ...entry, state: 'FAILED', error, link: undefined, endedAt: change.now });
    return;
  }
  if (approval !== undefined && by !== 'person') {
    const link = { kind: 'manual_task' as const, id: approval.taskId };
    const seq = addEntry(change, { ...entry, state: 'WAITING', link, approval: { ...approval, by, link: call.link } });
    emit(change, { kind: 'PUT_TASK', seq });
    return;
  }
  if (by === 'person') {
    const seq = addEntry(change, { ...entry, state: 'WAITING' });
    emit(change, { kind: 'PUT_TASK', seq });
    return;
  }
  if (by === 'lambda') {
    addEntry(change, { ...entry, state: 'RUNNING', claim });
    return;
  }
  // Its creation is in flight until the effect was performed and is removed; nobody holds a claim (P12).
  const seq = addEntry(change, { ...entry, state: 'RUNNING' });
  emit(change, { kind: 'CREATE_CALLED', seq });
}

/** Claims the calls that a person has approved. Only while RUNNING, by an invocation that has all its time before it (P2). */
export function dispatchApproved(change: Change, claim: Claim): void {
  const approved = approvedCalls(change.control);
  for (const call of approved) {
    call.state = 'RUNNING';
    if (call.approval?.by === 'lambda') call.claim = claim;
    else {
      call.link = call.approval?.link;
      emit(change, { kind: 'CREATE_CALLED', seq: call.seq });
    }
    showEntry(change, call);
  }
  if (approved.length > 0) showSummary(change);
}

function tooMany(call: ProposedCall) {
  if (call.index < MAX_CALLS_PER_TURN) return undefined;
  return {
    category: 'TOO_MANY_CALLS' as const,
    message: `This turn asked for more than ${MAX_CALLS_PER_TURN} calls; this one was not made. Ask for it again in a later turn.`,
  };
}
