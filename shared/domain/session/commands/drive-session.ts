import { addActiveTime } from '../active-time.ts';
import { waitingCalls } from '../calls.ts';
import { type Change, showEntry } from '../change.ts';
import type { LifecycleCommand, Refusal } from '../command.ts';
import type { ControlItem } from '../control-item.ts';
import { isWanted, takeBlock } from '../daily-allowance.ts';
import type { ReasoningEntry } from '../entry.ts';
import type { Failure } from '../error-category.ts';
import { proceed } from '../proceed.ts';
import { reserveInference } from '../reserve-inference.ts';
import { isTerminal } from '../session-status.ts';
import { spentTime } from '../spent-budget.ts';
import { release, startNextRun } from '../wake-up.ts';
import { countSpent } from './count-spent.ts';
import { failSession } from './fail-session.ts';
import { recordAnswer } from './record-answer.ts';
import { settleCalls } from './settle-calls.ts';
import { takeLease } from './take-lease.ts';

type DriverCommand = Exclude<LifecycleCommand, { type: 'store_token' | 'recover' }>;

/** What the invocation that drives a run may do; others of the same run are told to stop, other runs to end (P5). */
export function driveSession(change: Change, command: DriverCommand): 'changed' | 'unchanged' | Refusal {
  const { control } = change;
  if (command.type === 'settle_calls') return settleClaimed(change, command);
  if (isTerminal(control.status) || !control.live || control.run !== command.run) return { why: 'SUPERSEDED' };
  if (command.type === 'take_lease') {
    takeLease(change, command.claim);
    return 'changed';
  }
  const holder = 'claim' in command ? command.claim.holder : command.holder;
  if (control.lease?.holder !== holder) return { why: 'LEASE_LOST' };
  switch (command.type) {
    case 'record_answer': {
      const entry = openReasoning(change, command.turn);
      if (entry === undefined) return { why: 'LATE' };
      recordAnswer(change, entry, command);
      return 'changed';
    }
    case 'record_failed_attempt':
      recordFailedAttempt(change, command);
      return 'changed';
    case 'take_block':
      return takeLeasedBlock(change, command);
    case 'fail':
      return failSession(change, 'fatalError', command.failure) ? 'changed' : 'unchanged';
    case 'hibernate':
      return hibernate(change, command.wake);
    case 'roll_over':
      release(change); // of an older invocation that still runs, the execution may wait already
      startNextRun(change);
      return 'changed';
  }
}

/** The model can't be had now and is tried again: whoever looks at the trace sees why nothing happens. */
function recordFailedAttempt(
  change: Change,
  { message, activeMs, held = false, spent }: Extract<DriverCommand, { type: 'record_failed_attempt' }>,
): void {
  const { control } = change;
  if (!held) control.failedAttempts += 1;
  addActiveTime(control, activeMs);
  const entry = openReasoning(change, control.turns + 1);
  if (entry === undefined) return;
  if (!held) entry.failedAttempts = (entry.failedAttempts ?? 0) + 1;
  entry.error = { category: 'MODEL_UNAVAILABLE', message: message.slice(0, 2_000) };
  if (spent !== undefined) countSpent(control, entry, spent);
  showEntry(change, entry);
  const failure = spentTime(control, 1) ?? (spent && reserveAgain(control));
  if (failure !== undefined) failSession(change, 'fatalError', failure);
}

/** The next try has to find room beside what this one spent. */
function reserveAgain(control: ControlItem): Failure | undefined {
  const reserved = reserveInference(control);
  if (reserved !== undefined && 'category' in reserved) return reserved;
  control.reserved = reserved;
  return undefined;
}

/** The share of the tenant's day is larger now, and the model call begins; or there is none, and the session ends. */
function takeLeasedBlock(
  change: Change,
  command: Extract<DriverCommand, { type: 'take_block' }>,
): 'changed' | 'unchanged' | Refusal {
  const { control } = change;
  if (!isWanted(control, command)) return 'unchanged';
  if ('failure' in command) return failSession(change, 'fatalError', command.failure) ? 'changed' : 'unchanged';
  takeBlock(control, command.amount);
  proceed(change, command.claim);
  return 'changed';
}

/** Saved by claim, whatever the run and the lease: the work was done (P3). */
function settleClaimed(change: Change, command: Extract<LifecycleCommand, { type: 'settle_calls' }>) {
  if (isTerminal(change.control.status)) return { why: 'LATE' as const };
  return settleCalls(change, command) ? ('changed' as const) : { why: 'LATE' as const };
}

function openReasoning({ control }: Change, turn: number): ReasoningEntry | undefined {
  return control.entries.flatMap((entry) =>
    entry.kind === 'REASONING' && entry.seq === control.inference && entry.turn === turn ? [entry] : [],
  )[0];
}

/** After 24 h of waiting nothing runs and nothing is open any more; a later wake starts the next run (P8). */
function hibernate(change: Change, wake: number): 'changed' | Refusal {
  const { control } = change;
  const waits = control.status === 'PAUSED' || (control.status === 'RUNNING' && waitingCalls(control).length > 0);
  if (control.wake !== wake || !waits) return { why: 'WAIT_OVER' };
  control.live = false;
  control.token = undefined;
  control.lease = undefined;
  return 'changed';
}
