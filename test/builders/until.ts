import { setTimeout as delay } from 'node:timers/promises';

/** Between two looks, in milliseconds. */
const LOOK_EVERY_MS = 20;
/** A condition that has not come true after this long will not, in milliseconds. */
const LONGEST_MS = 30_000;

/** Looks again and again until `look` gives something; gives up with what `wanted` says. */
export async function until<Found>(
  look: () => Found | undefined | Promise<Found | undefined>,
  wanted: () => string,
  longestMs = LONGEST_MS,
): Promise<Found> {
  const end = Date.now() + longestMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited ${longestMs / 1_000} s for ${wanted()}.`);
    await delay(LOOK_EVERY_MS);
  }
}
