import type { ControlItem } from '../domain/session/control-item.ts';
import { type Effect, loggedEffect } from '../domain/session/effect.ts';
import { carryOut, tryBeside } from './carry-out.ts';
import { changeSession } from './change-session.ts';
import type { EffectDeps } from './effect-deps.ts';
import { performEffect } from './perform-effect.ts';

/**
 * Performs effects beside each other and answers those that were done; what failed stays in the outbox for the sweeper. A wake
 * comes after what it need not hurry: the removal that follows at once is written before the woken run writes, or the two would
 * refuse each other's writes for as long as it drives. A purge comes after all others: they may still need what it removes.
 */
export async function tryEffects(
  control: ControlItem,
  effects: readonly Effect[],
  deps: EffectDeps,
): Promise<Effect[]> {
  const perform = (effect: Effect) => performEffect(control, effect, deps);
  const report = (effect: Effect, error: unknown) => {
    deps.metrics?.add({ name: 'EffectsFailed', value: 1, dimensions: { effect: effect.kind } });
    deps.reportFailure('effect failed', { sessionId: control.head.sessionId, effect: loggedEffect(effect), error });
  };
  const of = (...kinds: Effect['kind'][]) => effects.filter(({ kind }) => kinds.includes(kind));
  const [wakes, purges] = [of('SEND_TOKEN'), of('PURGE')];
  const others = effects.filter((effect) => !wakes.includes(effect) && !purges.includes(effect));
  const done = await tryBeside(others, perform, report);
  if (wakes.length > 0) done.push(...(await tryBeside(wakes, perform, report)));
  if (purges.length === 0 || done.length < effects.length - purges.length) return done;
  return [...done, ...(await tryBeside(purges, perform, report))];
}

/**
 * Performs effects, then removes them in one write (P9). The removal may add effects of its own: a confirmed creation
 * settles. Answers the item as it is then, with what could not be done; `undefined`: it is gone.
 */
export async function performEffects(
  control: ControlItem,
  effects: readonly Effect[],
  deps: EffectDeps,
): Promise<ControlItem | undefined> {
  const { tenantId, sessionId } = control.head;
  return carryOut(control, effects, {
    attempt: (latest, due) => tryEffects(latest, due, deps),
    remove: (known, done) => changeSession({ tenantId, sessionId }, { type: 'effects_done' }, deps, { known, done }),
    isDue: (effect) => isDue(effect, deps.clock.now()),
  });
}

/** The last purge waits until nobody can write any more what it is to remove (P13); the sweeper does it then. */
function isDue(effect: Effect, now: number): boolean {
  return effect.kind !== 'PURGE' || effect.notBefore <= now;
}
