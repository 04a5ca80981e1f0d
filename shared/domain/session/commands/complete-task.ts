import { findCall } from '../calls.ts';
import { type Change, emit, showEntry, showSummary } from '../change.ts';
import type { OutsideCommand, Refusal } from '../command.ts';
import type { ToolCallEntry } from '../entry.ts';
import { countResult } from '../reserve-inference.ts';
import { SESSION_TRANSITIONS } from '../session-transitions.ts';
import { wakeUp } from '../wake-up.ts';

type CompleteTask = Extract<OutsideCommand, { type: 'complete_task' }>;

/** A person completed a manual task: one write on the session's control item decides it (P11). */
export function completeTask(change: Change, command: CompleteTask): Refusal | 'changed' | 'repeated' {
  const { control } = change;
  const call = findCall(control, command.seq);
  if (call?.completion?.requestId === command.requestId) return 'repeated';
  const { does } = SESSION_TRANSITIONS.taskCompleted[control.status];
  if (does === 'refuse' || does === 'impossible') return { why: 'NOT_ALLOWED' };
  const isOpen =
    call?.state === 'WAITING' && call.link?.kind === 'manual_task' && call.approval?.decision === undefined;
  if (call === undefined || !isOpen) return { why: 'COMPLETED_BEFORE' };
  if (call.approval === undefined) finish(change, call, { state: 'SUCCEEDED', output: command.output });
  else if (!decideApproval(change, call, command)) return { why: 'NOT_ALLOWED' };
  call.completion = { by: command.by, requestId: command.requestId, at: change.now };
  control.runsWithoutProgress = 0;
  showEntry(change, call);
  emit(change, { kind: 'PUT_TASK', seq: call.seq });
  showSummary(change);
  if (does === 'apply') wakeUp(change);
  return 'changed';
}

function finish(change: Change, call: ToolCallEntry, result: Pick<ToolCallEntry, 'state' | 'output' | 'error'>): void {
  Object.assign(call, result, { endedAt: change.now });
  countResult(change.control, call);
}

/** Approved, the call waits to be dispatched with these very arguments; refused, the model is told why. */
function decideApproval(change: Change, call: ToolCallEntry, { by, verdict }: CompleteTask): boolean {
  if (call.approval === undefined || verdict === undefined) return false;
  const { approved, reason } = verdict;
  call.approval = { ...call.approval, decision: { approved, by, ...(reason === undefined ? {} : { reason }) } };
  if (approved) return true;
  const why = reason === undefined ? ' and gave no reason.' : `: ${reason}`;
  const message = `${by.name} refused this call of ${call.toolName}${why}`.slice(0, 2_000);
  finish(change, call, { state: 'FAILED', error: { category: 'APPROVAL_REFUSED', message } });
  return true;
}
