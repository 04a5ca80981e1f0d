import type { ControlItem } from './control-item.ts';
import type { Effect } from './effect.ts';
import { isTerminal } from './session-status.ts';

const MINUTE_MS = 60_000;
/** P9: effects left, 1 min; driven, the holder's hard limit + 5 min; live and waiting, 27 h. */
const EFFECT_AFTER_MS = MINUTE_MS;
const DRIVEN_AFTER_MS = 5 * MINUTE_MS;
const WAITING_AFTER_MS = 27 * 60 * MINUTE_MS;
/** A run that was asked to start, or to go on, drives by then. */
const NOT_STARTED_AFTER_MS = 2 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** When the sweeper is to look at the item, in milliseconds since 1970; `undefined`: nothing can be overdue. */
export function dueAt(control: ControlItem): number | undefined {
  const due = Math.min(runDue(control), retentionEnd(control), ...control.effects.map(effectDue));
  return Number.isFinite(due) ? due : undefined;
}

/** An ordinary step leaves the index alone: an earlier look that finds nothing costs less than a write at each step. */
export function nextDueAt(control: ControlItem, now: number, before: number | undefined): number | undefined {
  const due = dueAt(control);
  const restsForLong = control.token !== undefined || !control.live || isTerminal(control.status);
  if (due === undefined || restsForLong || before === undefined || before <= now) return due;
  return Math.min(before, due);
}

export function effectDue(effect: Effect): number {
  return effect.kind === 'PURGE' ? Math.max(effect.notBefore, effect.at) : effect.at + EFFECT_AFTER_MS;
}

/** The run is overdue: nobody can be driving it any more, or its wait has outlived its own timeout (P14). */
export function isOverdue(control: ControlItem, now: number): boolean {
  return control.deleted === undefined && runDue(control) <= now;
}

/** The session has ended, and the days are over for which the deployment keeps such. */
export function isPastRetention(control: ControlItem, now: number): boolean {
  return retentionEnd(control) <= now;
}

function retentionEnd({ head, endedAt, deleted }: ControlItem): number {
  if (head.retentionDays === undefined || endedAt === undefined || deleted !== undefined)
    return Number.POSITIVE_INFINITY;
  return endedAt + head.retentionDays * DAY_MS;
}

function runDue(control: ControlItem): number {
  if (!control.live || isTerminal(control.status)) return Number.POSITIVE_INFINITY;
  if (control.token !== undefined) return control.token.storedAt + WAITING_AFTER_MS;
  // A run that was just woken has the old lease of before its wait until it takes a new one.
  const drives = control.runAt + NOT_STARTED_AFTER_MS;
  return control.lease === undefined ? drives : Math.max(drives, control.lease.until + DRIVEN_AFTER_MS);
}
