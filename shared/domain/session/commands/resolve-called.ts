import { findCall } from '../calls.ts';
import { type Change, showEntry, showSummary } from '../change.ts';
import type { OutsideCommand } from '../command.ts';
import { countResult } from '../reserve-inference.ts';
import { SESSION_TRANSITIONS } from '../session-transitions.ts';
import { addSpending } from '../spending.ts';
import { wakeUp } from '../wake-up.ts';
import { settle } from './settle.ts';

/**
 * A called session or job ended (P12): what was set aside for it is free again, what it spent is spent. False: the call was
 * resolved before, and settled then, or nobody waits any more.
 */
export function resolveCalled(change: Change, command: Extract<OutsideCommand, { type: 'resolve_called' }>): boolean {
  const { control } = change;
  const call = findCall(control, command.seq);
  const open = call !== undefined && call.claim === undefined && (call.state === 'WAITING' || call.state === 'RUNNING');
  if (!open || call.link?.id !== command.id) return false;
  // An outcome may arrive while the creation is still in flight; under CANCELING it lets the cancel take hold.
  if (SESSION_TRANSITIONS.calledEnds[control.status].does === 'nothing' && call.state === 'WAITING') return false;
  call.state = command.state;
  call.output = command.output;
  call.error = command.error;
  call.endedAt = change.now;
  if (command.created === false) call.link = call.approval && { kind: 'manual_task', id: call.approval.taskId };
  countResult(control, call);
  if (command.spent !== undefined) control.called = addSpending(control.called, command.spent);
  control.runsWithoutProgress = 0;
  showEntry(change, call);
  showSummary(change);
  settle(change);
  if (control.status === 'RUNNING') wakeUp(change);
  return true;
}
