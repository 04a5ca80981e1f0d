import { findCall } from '../calls.ts';
import { type Change, emit, showEntry, showSummary } from '../change.ts';
import type { OutsideCommand, Refusal } from '../command.ts';
import { SESSION_TRANSITIONS } from '../session-transitions.ts';
import { wakeUp } from '../wake-up.ts';

/** A person completed a manual task: one write on the session's control item decides it (P11). */
export function completeTask(
  change: Change,
  command: Extract<OutsideCommand, { type: 'complete_task' }>,
): Refusal | 'changed' | 'repeated' {
  const { control } = change;
  const call = findCall(control, command.seq);
  if (call?.completion?.requestId === command.requestId) return 'repeated';
  const { does } = SESSION_TRANSITIONS.taskCompleted[control.status];
  if (does === 'refuse' || does === 'impossible') return { why: 'NOT_ALLOWED' };
  if (call === undefined || call.link?.kind !== 'manual_task' || call.state !== 'WAITING')
    return { why: 'COMPLETED_BEFORE' };
  call.state = 'SUCCEEDED';
  call.output = command.output;
  call.completion = { by: command.by, requestId: command.requestId };
  call.endedAt = change.now;
  control.runsWithoutProgress = 0;
  showEntry(change, call);
  emit(change, { kind: 'PUT_TASK', seq: call.seq });
  showSummary(change);
  if (does === 'apply') wakeUp(change);
  return 'changed';
}
