import { taskIdOf } from '../../../shared/domain/session/calls.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { type Entry, isResolved, type ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { checkCallers } from './check-tree.ts';
import { evidenceOf } from './evidence.ts';
import { isFaultless } from './faults.ts';
import { expectInvariant } from './invariant-broken.ts';
import type { World } from './world.ts';

/** An hour after the last fault: nothing is left undone, nothing is on its way to a status any more (I6, I7, I8). */
export function checkRested(world: World, sessionId: string): void {
  const control = world.tables.control.get(sessionId)?.item;
  if (control === undefined) return;
  const { status, effects, live, run, wake } = control;
  const who = `${sessionId} at rest, ${status}, run ${run}, wake ${wake}${live ? '' : ', asleep'}`;
  const isMoving = ['PENDING', 'PAUSING', 'CANCELING'].includes(status);
  expectInvariant(!isMoving, 'I7', () => `${who}: still ${status}`);
  const left = effects.filter((effect) => effect.kind !== 'PURGE' || effect.notBefore < world.now - 600_000);
  expectInvariant(left.length === 0, 'P9', () => `${who}: left to do: ${JSON.stringify(left[0])}`);
  const isWaiting = control.entries.some(waits);
  if (status === 'RUNNING') expectInvariant(isWaiting, 'I6', () => `${who}: it waits for nothing and does nothing`);
  const isInFlight = control.entries.some((entry) => entry.kind === 'TOOL_CALL' && entry.state === 'RUNNING');
  expectInvariant(!isInFlight, 'I6', () => `${who}: a call is in flight for ever`);
  checkRuns(world, control, who);
  checkCallers(world, control, who);
  checkProjections(world, control, who);
}

/** A call that a person has approved waits for nobody, unless it is of a session that was created since. */
function waits(entry: Entry): boolean {
  if (entry.kind !== 'TOOL_CALL' || entry.state !== 'WAITING') return false;
  return entry.approval?.decision === undefined || entry.link?.kind === 'session';
}

/** I8. */
function checkRuns(world: World, { head, status, live, run, deleted }: ControlItem, who: string): void {
  const open = world.machine.openRuns(head.sessionId);
  if (isTerminal(status) || deleted !== undefined || !live) {
    expectInvariant(open.length === 0, 'I8', () => `${who}: the executions of runs ${open} are open`);
    return;
  }
  const isOwn = open.every((each) => each === run) && open.length <= 1;
  expectInvariant(isOwn, 'I8', () => `${who}: the executions of runs ${open} are open`);
}

/** I11: what is shown is what is. */
function checkProjections(world: World, control: ControlItem, who: string): void {
  const { sessionId } = control.head;
  const row = world.tables.summaries.get(sessionId);
  if (control.deleted !== undefined) {
    expectInvariant(row !== undefined && row.summary === undefined, 'I14', () => `${who}: deleted, and still shown`);
    return;
  }
  const summary = row?.summary;
  const isSame = summary?.status === control.status && summary.endedAt === control.endedAt;
  expectInvariant(isSame, 'I11', () => `${who}: shown as ${summary?.status} of version ${row?.v}`);
  const waiting = control.entries.filter(waits).length;
  expectInvariant(
    summary.waiting.length === waiting,
    'I11',
    () => `${who}: shown with ${summary.waiting.length} waits`,
  );
  if (isTerminal(control.status))
    expectInvariant(summary.lastSeq === control.seq, 'I11', () => `${who}: shown up to ${summary.lastSeq}`);
  checkTasks(world, sessionId, who);
  const shown = world.tables.readEntries(sessionId);
  const { entries } = evidenceOf(world.evidence, sessionId);
  expectInvariant(shown.length === control.seq, 'I11', () => `${who}: ${shown.length} of ${control.seq} entries shown`);
  for (const entry of shown) {
    const known = entries.get(entry.seq);
    const isShown = known?.v === entry.v && known.state === entry.state && known.kind === entry.kind;
    expectInvariant(isShown, 'I11', () => `${who}: entry ${entry.seq} is shown as ${entry.state} of ${entry.v}`);
    const isOver = !isTerminal(control.status) || isResolved(entry);
    expectInvariant(isOver, 'I1', () => `${who}: entry ${entry.seq} is open`);
  }
}

/** I11, I12: every task that was ever asked is shown as its call is. */
function checkTasks(world: World, sessionId: string, who: string): void {
  for (const entry of evidenceOf(world.evidence, sessionId).entries.values()) {
    const taskId = entry.kind === 'TOOL_CALL' ? taskIdOf(entry) : undefined;
    if (entry.kind !== 'TOOL_CALL' || taskId === undefined) continue;
    const task = world.tables.tasks.get(taskId)?.task;
    const expected = statusOf(entry);
    expectInvariant(task?.status === expected, 'I11', () => `${who}: ${taskId} is ${task?.status}, not ${expected}`);
    const isAnswered = expected !== 'COMPLETED' || task.completedBy !== undefined;
    expectInvariant(isAnswered, 'I12', () => `${who}: ${taskId} was completed by nobody`);
  }
}

function statusOf({ state, completion }: ToolCallEntry): string {
  if (completion !== undefined) return 'COMPLETED';
  return state === 'WAITING' ? 'OPEN' : 'CANCELED';
}

/** At the very end: every session has ended, with a reason when it failed (F40), and was driven as often as there was reason. */
export function checkEnded(world: World, sessionId: string): void {
  const row = world.tables.control.get(sessionId);
  if (row === undefined) return; // it was never started
  const evidence = evidenceOf(world.evidence, sessionId);
  const control = row.item;
  if (control === undefined) {
    expectInvariant(evidence.isDeleted, 'I14', () => `${sessionId} is gone and was never deleted`);
    checkPurged(world, sessionId);
    return;
  }
  const { status, error } = control;
  expectInvariant(isTerminal(status), 'I6', () => `${sessionId} never ends: ${status}`);
  const isCanceled = !evidence.isCancelAccepted || status === 'CANCELED';
  expectInvariant(isCanceled, 'I5', () => `${sessionId} was canceled and is ${status}`);
  if (status === 'FAILED') checkExcuse(world, sessionId, error?.category);
  checkRecoveries(world, sessionId);
  const most = evidence.answers + evidence.leases;
  const isBounded = evidence.modelCalls <= most + 1;
  expectInvariant(
    isBounded,
    'I17',
    () => `${sessionId}: ${evidence.modelCalls} model calls, ${evidence.answers} answers`,
  );
}

function checkExcuse(world: World, sessionId: string, category: string | undefined): void {
  const { excuses } = evidenceOf(world.evidence, sessionId);
  const isExcused =
    category === 'BUDGET_SPENT' ||
    excuses.has(category ?? '') ||
    (category === 'NO_PROGRESS' && !isFaultless(world.faults));
  expectInvariant(isExcused, 'F40', () => `${sessionId} FAILED for no reason: ${category}`);
}

/** Nothing is recovered that was not lost. */
function checkRecoveries(world: World, sessionId: string): void {
  const entries = [...evidenceOf(world.evidence, sessionId).entries.values()];
  const recovered = entries.find((entry) => entry.kind === 'SYSTEM' && entry.event === 'RECOVERED');
  const isTrue = recovered === undefined || !isFaultless(world.faults);
  expectInvariant(isTrue, 'P14', () => `${sessionId}: a run was replaced that nobody had lost`);
}

/** Known limit: a start that is repeated after the deletion puts its texts first, and leaves them when it is cut off there. */
function checkPurged({ tables, evidence }: World, sessionId: string): void {
  const tasks = tables.tasksOf(sessionId).map(({ taskId }) => taskId);
  expectInvariant(tasks.length === 0, 'I14', () => `${sessionId} is deleted and has the tasks ${tasks}`);
  const entries = tables.entries.get(sessionId)?.size ?? 0;
  const bodies = evidenceOf(evidence, sessionId).isLateStartLost ? 0 : (tables.bodies.get(sessionId)?.size ?? 0);
  const isEmpty = entries + bodies === 0;
  expectInvariant(isEmpty, 'I14', () => `${sessionId} is deleted and has ${entries} entries and ${bodies} bodies left`);
}
