import { approvedCalls } from './calls.ts';
import { addEntry, type Change, emit, showCounters, showEntry, showSummary } from './change.ts';
import type { ProposedCall } from './control-item.ts';
import type { Claim } from './entry.ts';
import type { Failure } from './error-category.ts';
import { countResult } from './reserve-inference.ts';
import { sliceFor } from './slices.ts';
import type { Slice } from './spending.ts';

/** More calls than this in one turn fail with a reason (design, section 7). */
export const MAX_CALLS_PER_TURN = 16;

/** Claims the calls that the model asked for; `warning`: what it is told beside their results. Only ever called while RUNNING (P2). */
export function dispatchCalls(change: Change, claim: Claim, warning?: string): void {
  const { control } = change;
  const proposed = control.proposed;
  control.proposed = [];
  control.toolCalls += proposed.length;
  const sessions = proposed.filter((call) => call.by === 'session' && whyNot(call) === undefined && !call.approval);
  const slice = sessions.length === 0 ? undefined : sliceFor(control, sessions.length);
  for (const call of proposed) dispatchCall(change, { call, claim, slice, warning });
  if (proposed.some((call) => call.by === 'person' || call.approval !== undefined)) showSummary(change);
  else showCounters(change);
}

type Dispatch = {
  call: ProposedCall;
  claim: Claim;
  /** Of each called session; or why nothing can be set aside for it. */
  slice: Slice | Failure | undefined;
  warning: string | undefined;
};

function dispatchCall(change: Change, { call, claim, slice, warning }: Dispatch): void {
  const { by, rejected: _rejected, approval, fingerprint: _fingerprint, ...what } = call;
  const told = warning === undefined ? {} : { warning };
  const entry = { ...what, ...told, kind: 'TOOL_CALL' as const, turn: change.control.turns };
  const error = whyNot(call) ?? (by === 'session' && !approval ? failureOf(slice) : undefined);
  if (error !== undefined) {
    addEntry(change, { ...entry, state: 'FAILED', error, link: undefined, endedAt: change.now });
    countResult(change.control, { error, warning });
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
  const aside = by === 'session' && slice !== undefined && !('category' in slice) ? { slice } : {};
  const seq = addEntry(change, { ...entry, ...aside, state: 'RUNNING' });
  emit(change, { kind: 'CREATE_CALLED', seq });
}

function failureOf(slice: Slice | Failure | undefined): Failure | undefined {
  return slice !== undefined && 'category' in slice ? slice : undefined;
}

/** Refused before, or beyond the calls of one turn. */
function whyNot(call: ProposedCall): Failure | undefined {
  return call.rejected ?? tooMany(call);
}

/** Claims the calls that a person has approved. Only while RUNNING, by an invocation that has all its time before it (P2). */
export function dispatchApproved(change: Change, claim: Claim): void {
  const approved = approvedCalls(change.control);
  const sessions = approved.filter(({ approval }) => approval?.by === 'session');
  const slice = sessions.length === 0 ? undefined : sliceFor(change.control, sessions.length);
  for (const call of approved) {
    const error = call.approval?.by === 'session' ? failureOf(slice) : undefined;
    if (error !== undefined) {
      Object.assign(call, { state: 'FAILED', error, endedAt: change.now });
      countResult(change.control, call);
      showEntry(change, call);
      continue;
    }
    if (call.approval?.by === 'session' && slice !== undefined && !('category' in slice)) call.slice = slice;
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
