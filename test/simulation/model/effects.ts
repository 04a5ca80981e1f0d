import { findCall } from '../../../shared/domain/session/calls.ts';
import type { Effect } from '../../../shared/domain/session/effect.ts';
import { isResolved } from '../../../shared/domain/session/entry.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { viewOf } from './control-view.ts';
import type { Model } from './model.ts';
import { sendToken, startRun, stopRun } from './step-functions.ts';
import { broken, controlOf, type Process, type World } from './world.ts';

/** Performs one effect against the world, as shared/effects does. What is newer is never overwritten (P10). */
export function performEffect(model: Model, world: World, process: Process, effect: Effect): void {
  switch (effect.kind) {
    case 'PUT_SUMMARY':
      putSummary(model, world, process);
      break;
    case 'PUT_ENTRY':
      putEntry(model, world, process, effect.seq);
      break;
    case 'PUT_TASK':
      putTask(model, world, process, effect.seq);
      break;
    case 'SEND_TOKEN':
      sendToken(world, effect.token);
      break;
    case 'START_RUN':
      startRun(model, world, effect.run);
      break;
    case 'STOP_RUN':
      stopRun(world, effect.run);
      break;
    case 'CREATE_CALLED':
      createChild(world);
      break;
    case 'PURGE':
      world.entries = [];
      world.isUnpurged = false;
      world.task = null;
      break;
    case 'PUBLISH_STATUS': // told to others, kept by nobody
    case 'PUT_DELETION': // a line of the audit
    case 'RESOLVE_CALLER': // the session of the model has no caller; its child has (called-session.ts)
      break;
  }
}

function putSummary({ rules }: Model, world: World, { known }: Process): void {
  if (known === null) return;
  if (known.deleted !== undefined && !rules.tombstoneProjection) {
    world.summary = null; // mutation: removed at once, nothing is left in its place
    world.isHidden = true;
    return;
  }
  if (rules.projectionVersion && world.summary !== null && world.summary.v >= known.version) return;
  if (known.deleted !== undefined) world.isHidden = true;
  else if (world.isHidden) broken(world, 'deleted session came back in the list');
  world.summary = { v: known.version, shows: viewOf(known).summary };
}

/** An entry that the performer's control item holds no more was shown before; a deleted session's are left to the purge. */
function putEntry({ rules }: Model, world: World, { known }: Process, seq: number): void {
  if (known === null || known.deleted !== undefined) return;
  const entry = known.entries.find((each) => each.seq === seq);
  if (entry === undefined) return;
  const control = controlOf(world);
  if (control === null || control.deleted !== undefined) {
    world.isUnpurged = true;
    return;
  }
  const shown = world.entries.find((each) => each.seq === seq);
  if (rules.projectionVersion && shown !== undefined && shown.v >= entry.v) return;
  // Once it has left the control item its last state is shown, and nothing passes that.
  if (!viewOf(control).entries.some((each) => each.seq === seq)) return;
  const others = world.entries.filter((each) => each.seq !== seq);
  world.entries = [...others, { seq, v: entry.v, isResolved: isResolved(entry) }];
}

function putTask({ rules }: Model, world: World, { known }: Process, seq: number): void {
  if (known === null || (known.deleted === undefined && findCall(known, seq) === undefined)) return;
  const task = viewOf(known).task;
  if (task === null) return;
  const { judge, projectionVersion } = rules;
  if (judge === 'task') {
    // Mutation: the task item judges for itself. OPEN creates it, CANCELED closes it only while it is open.
    if (world.task === null || (world.task.state === 'OPEN' && task.state === 'CANCELED')) world.task = task;
    return;
  }
  if (world.task !== null) {
    if (projectionVersion && world.task.v >= task.v) return;
    if (judge === 'task with a stored effect' && world.task.state === 'COMPLETED') return;
  }
  world.task = { ...task, hasEffect: world.task?.hasEffect ?? false };
}

function createChild(world: World): void {
  if (world.child !== null) return;
  const control = controlOf(world);
  if (world.childWasThere) broken(world, 'deleted child was created again');
  if (control === null || control.deleted !== undefined || isTerminal(control.status) || control.status === 'PAUSED')
    broken(world, 'child started after cancel or pause took hold');
  world.childWasThere = true;
  world.child = { state: 'RUNNING', tells: false };
}
