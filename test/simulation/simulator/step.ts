import { expectInvariant } from './invariant-broken.ts';
import type { Operation } from './process.ts';
import type { World } from './world.ts';

/** A call that waits may see this much time go by in one step, in milliseconds. */
const HORIZON_MS = 3_000;
/** No simulation needs nearly so many. */
const MOST_STEPS = 40_000;

/**
 * One step: a waiting call of a port is performed, any of them, or time goes on to the next timer. False: nothing is left
 * to do up to `until`, and it is `until` now. After each step the caller lets the promises that it settled take effect.
 */
export function step(world: World, until: number): boolean {
  if (world.broken !== undefined) throw world.broken;
  world.stepCount += 1;
  const isSettling = world.stepCount <= MOST_STEPS;
  expectInvariant(
    isSettling,
    'I6',
    () => `seed ${world.seed} takes more than ${MOST_STEPS} steps: something never settles`,
  );
  const { random, timers } = world;
  const operation = takeOperation(world);
  const nextAt = timers.nextAt();
  if (operation === undefined) {
    if (nextAt > until) {
      world.now = Math.max(world.now, until);
      return false;
    }
    fireNext(world);
    return true;
  }
  if (nextAt <= world.now || (nextAt - world.now < HORIZON_MS && random.chance(world.haste))) {
    world.ready.push(operation);
    fireNext(world);
    return true;
  }
  world.now = Math.min(nextAt, world.now + random.below(4));
  operation.run(true);
  return true;
}

function fireNext(world: World): void {
  const timer = world.timers.takeNext();
  if (timer === undefined) return;
  world.now = Math.max(world.now, timer.at);
  timer.run();
}

/** Any of the waiting calls; those of dead processes are dropped. */
function takeOperation({ ready, random }: World): Operation | undefined {
  while (ready.length > 0) {
    const index = random.below(ready.length);
    const operation = ready[index]!;
    ready[index] = ready.at(-1)!;
    ready.pop();
    if (operation.process.state === 'running') return operation;
  }
  return undefined;
}
