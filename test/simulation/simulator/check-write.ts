import { type ControlItem, controlItemSchema } from '../../../shared/domain/session/control-item.ts';
import { isResolved } from '../../../shared/domain/session/entry.ts';
import { isTerminal, type SessionStatus } from '../../../shared/domain/session/session-status.ts';
import { checkBudget } from './check-budget.ts';
import { checkCalls } from './check-calls.ts';
import { checkEffectsRemoved } from './check-effects.ts';
import { checkEntries } from './check-entries.ts';
import { checkCreated } from './check-tree.ts';
import { evidenceOf } from './evidence.ts';
import { expectInvariant } from './invariant-broken.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

const MOST_ITEM_BYTES = 100 * 1_024;
/** Of those that were measured, so many are checked against their schema. */
const PARSED_WRITES = 8;

/** Where a status may go in one write; a table of the simulator's own (design, section 3). */
const MOVES: Record<SessionStatus, SessionStatus[]> = {
  PENDING: ['RUNNING', 'CANCELED', 'FAILED'],
  RUNNING: ['PAUSING', 'PAUSED', 'CANCELING', 'CANCELED', 'COMPLETED', 'FAILED'],
  PAUSING: ['PAUSED', 'CANCELING', 'CANCELED', 'FAILED'],
  PAUSED: ['RUNNING', 'CANCELED'],
  CANCELING: ['CANCELED'],
  CANCELED: [],
  COMPLETED: [],
  FAILED: [],
};

/** What every write of a control item must keep, checked against the item before it and what else was seen. */
export function checkWrite(
  world: World,
  process: Process,
  { before, after, bytes }: { before: ControlItem | undefined; after: ControlItem; bytes: number },
): void {
  const who = `${process.name} wrote ${after.head.sessionId} version ${after.version}`;
  const evidence = evidenceOf(world.evidence, after.head.sessionId);
  expectInvariant(after.version === (before?.version ?? 0) + 1, 'P1', () => `${who} over ${before?.version}`);
  expectInvariant(!evidence.isDeleted || after.deleted !== undefined, 'I14', () => `${who}: a deleted session is back`);
  if (before === undefined) checkCreated(world, after);
  checkStatus(before, after, who);
  checkFences(before, after, who);
  checkEntries(evidence, before, after, who);
  checkCalls(world, process, { before, after, who });
  if (before !== undefined) checkEffectsRemoved(world, before, after, who);
  checkBudget(world, { before, after, who });
  checkSize(world, after, bytes, who);
  if (before?.status !== after.status) evidence.statuses.push({ version: after.version, status: after.status });
  if (after.cancel !== undefined) {
    expectInvariant(evidence.isCancelAskedFor, 'I5', () => `${who}: canceled, and nobody asked for it`);
    evidence.isCancelAccepted = true;
  }
  if (after.deleted !== undefined) evidence.isDeleted = true;
}

/** I1, I5, I14. */
function checkStatus(before: ControlItem | undefined, after: ControlItem, who: string): void {
  const from = before?.status ?? 'PENDING';
  const isAllowed = from === after.status || MOVES[from].includes(after.status);
  expectInvariant(isAllowed, 'I1', () => `${who}: ${from} -> ${after.status}`);
  if (before !== undefined && isTerminal(from))
    expectInvariant(before.endedAt === after.endedAt, 'I1', () => `${who}: it ended twice`);
  const isCancelKept = after.cancel === undefined || ['CANCELING', 'CANCELED'].includes(after.status);
  expectInvariant(isCancelKept, 'I5', () => `${who}: canceled, and ${after.status}`);
  const isDeletedLate = after.deleted === undefined || isTerminal(after.status);
  expectInvariant(isDeletedLate, 'I14', () => `${who}: deleted while ${after.status}`);
  if (isTerminal(after.status)) {
    const open = after.entries.filter((entry) => !isResolved(entry));
    expectInvariant(open.length === 0, 'I1', () => `${who}: entry ${open[0]?.seq} is open at the end`);
    expectInvariant(after.token === undefined, 'I8', () => `${who}: ended, and keeps a task token`);
  }
}

/** What fences and orders: counters that never go back (P5, P6, P14, I20). */
function checkFences(before: ControlItem | undefined, after: ControlItem, who: string): void {
  if (before === undefined) return;
  const isOnward =
    after.run >= before.run &&
    after.run <= before.run + 1 &&
    after.wake >= before.wake &&
    after.seq >= before.seq &&
    after.turns >= before.turns &&
    after.toolCalls >= before.toolCalls;
  expectInvariant(isOnward, 'I20', () => `${who}: a counter went back`);
  const [held, kept] = [before.token, after.token];
  if (held === undefined || kept === undefined || held.value === kept.value) return;
  const isNewer = kept.run > held.run || (kept.run === held.run && kept.order > held.order);
  expectInvariant(isNewer, 'P6', () => `${who}: the token of an older wait replaced ${held.value}`);
}

/** I17, I19. */
function checkSize(world: World, after: ControlItem, bytes: number, who: string): void {
  expectInvariant(bytes <= MOST_ITEM_BYTES, 'I19', () => `${who}: ${bytes} bytes`);
  const { maxTurns, maxToolCalls } = after.head.limits;
  const isWithin = after.turns <= maxTurns && after.toolCalls <= maxToolCalls;
  expectInvariant(isWithin, 'I17', () => `${who}: ${after.turns} turns, ${after.toolCalls} calls`);
  if (bytes === 0 || world.stepCount % PARSED_WRITES !== 0) return;
  const { error } = controlItemSchema.safeParse(after);
  expectInvariant(error === undefined, 'I10', () => `${who}: it does not fit its schema: ${error?.message}`);
}
