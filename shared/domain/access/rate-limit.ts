import * as z from 'zod';

/** A bucket of tokens: full at first, refilled evenly; each request takes one. */
export type RateLimit = {
  /** Tokens that come back each second: what can be asked for in the long run. */
  perSecond: number;
  /** Tokens that the bucket holds: what can be asked for at once. */
  burst: number;
};

const FORM = /^(\d{1,6}(?:\.\d{1,3})?):(\d{1,7})$/;

/** A limit as it is written in settings: `20:100` = 20 requests a second and 100 at once; `none` = no limit. */
export const rateLimitSchema = z.string().transform((text, context): RateLimit | undefined => {
  if (text === 'none') return undefined;
  const [perSecond, burst] = (FORM.exec(text.trim()) ?? []).slice(1).map(Number);
  if (perSecond !== undefined && burst !== undefined && perSecond > 0 && burst > 0) return { perSecond, burst };
  context.addIssue('must be requests a second and at once, such as 20:100, or none');
  return z.NEVER;
});

/** The bucket as a point in time, in µs: when it will be full again. What is full has one in the past, or none. */
export type Taking = {
  /** Now. */
  now: number;
  /** By how much the tokens put off the time when the bucket is full. */
  cost: number;
  /** Latest time of a bucket that still holds so many. */
  latest: number;
};

/** How to take `count` tokens, at most the whole bucket, at `now` in ms. */
export function taking({ perSecond, burst }: RateLimit, count: number, now: number): Taking {
  // Whole, so that tokens add up; up, so that never more than the limit comes back.
  const perToken = Math.ceil(1_000_000 / perSecond);
  const cost = perToken * Math.min(count, burst);
  return { now: now * 1_000, cost, latest: now * 1_000 + perToken * burst - cost };
}
