import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { viewOf } from './control-view.ts';
import { type CallState, controlOf, type Execution, isOpen, type World } from './world.ts';

/** Said while somebody is at work: no fault in a loop that also passes states in which all is settled. */
export const STILL_RUNS = 'something still runs';
export const EXECUTIONS_OPEN = 'executions open';

/** What is wrong with a state in which nothing more happens by itself; `null`: nothing. */
export function unsettled(world: World): string | null {
  const open = world.executions.filter(isOpen);
  if (world.processes.length > 0) return STILL_RUNS;
  const control = controlOf(world);
  if (control === null) return unsettledAfterDelete(world, open);
  if (control.deleted !== undefined) return 'deleted, but not purged';
  if (control.effects.length > 0) return `an effect is left: ${control.effects[0]?.kind}`;
  return unsettledProjections(world, control) ?? unsettledRun(world, control, open);
}

function unsettledAfterDelete(world: World, open: Execution[]): string | null {
  if (world.summary !== null && world.summary.shows !== 'DELETED') return 'deleted, but a summary is there';
  if (world.task !== null) return 'deleted, but a task is there';
  if (world.isUnpurged) return 'deleted, but activity is there';
  return open.length > 0 ? 'deleted, but an execution is open' : null;
}

const TASK_STATES: Record<CallState, string | undefined> = {
  N: undefined,
  P: undefined,
  R: undefined,
  W: 'OPEN',
  D: 'COMPLETED',
  F: undefined,
  X: 'CANCELED',
};

function unsettledProjections(world: World, control: ControlItem): string | null {
  const { summary, entries } = viewOf(control);
  if (world.summary?.shows !== summary) return `the summary says ${world.summary?.shows}, the control item ${summary}`;
  const task = world.task?.state;
  const asked = world.calls.A === 'N' ? TASK_STATES[world.calls.M] : approvalState(world);
  if (task !== asked) return `the task says ${task}, the control item ${asked}`;
  for (const { seq, v, isResolved } of entries) {
    if (isResolved) return 'a resolved entry is left in the control item';
    if (world.entries.find((shown) => shown.seq === seq)?.v !== v) return 'an entry is not shown as it is';
  }
  return null;
}

/** An approval that was given or refused stays what it is, whatever becomes of the call. */
function approvalState({ answerAcknowledged, calls }: World): string | undefined {
  return answerAcknowledged ? 'COMPLETED' : TASK_STATES[calls.A];
}

function unsettledRun(world: World, control: ControlItem, open: Execution[]): string | null {
  const { status, live, run } = control;
  const { H, A, M, K } = world.calls;
  if (world.answerAcknowledged && A === 'N' && M !== 'D') return 'an acknowledged answer was lost';
  if (isTerminal(status)) {
    if (open.length > 0) return 'ended, but an execution is open';
    return world.cancelAcknowledged && status !== 'CANCELED' ? `acknowledged cancel ended ${status}` : null;
  }
  const isRight = live ? open.length === 1 && open[0]?.run === run : open.length === 0;
  if (!isRight) return `${EXECUTIONS_OPEN}: ${open.length}, live: ${live}`;
  // P9: what waits for a person without a run costs nothing, not even a look.
  if (!live && control.dueAt !== undefined) return 'hibernated, but due';
  if (status === 'PAUSED' || (status === 'RUNNING' && (M === 'W' || A === 'W'))) return null;
  return `nothing happens any more in ${status}, tool ${H}, approved tool ${A}, task ${M}, called session ${K}`;
}
