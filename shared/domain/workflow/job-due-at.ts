import type { JobControl } from './job-control.ts';
import type { JobEffect } from './job-effect.ts';

const MINUTE_MS = 60_000;
/** P9: effects left, 1 min. */
const EFFECT_AFTER_MS = MINUTE_MS;
/** P12: an execution is looked at after 5 min, then after twice as long each time, at least daily. */
const FIRST_LOOK_MS = 5 * MINUTE_MS;
const LONGEST_LOOK_MS = 24 * 60 * MINUTE_MS;
/** More doublings than this pass the longest interval, and what a number holds, sooner or later. */
const MOST_DOUBLINGS = 9;

/** When the execution is to be looked at again, after so many looks. */
export function nextLook(looks: number, now: number): number {
  return now + Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 2 ** Math.min(looks, MOST_DOUBLINGS));
}

/** When the sweeper is to look at the job; `undefined`: it has ended and nothing is left to do. */
export function jobDueAt({ status, effects, lookAt }: JobControl): number | undefined {
  const due = Math.min(status === 'RUNNING' ? lookAt : Number.POSITIVE_INFINITY, ...effects.map(jobEffectDue));
  return Number.isFinite(due) ? due : undefined;
}

export function jobEffectDue(effect: JobEffect): number {
  return effect.at + EFFECT_AFTER_MS;
}

/** The execution may have ended without anybody telling. */
export function isLookDue({ status, lookAt }: JobControl, now: number): boolean {
  return status === 'RUNNING' && lookAt <= now;
}
