import type { ControlItem } from '../domain/session/control-item.ts';
import { type Effect, effectName } from '../domain/session/effect.ts';
import { changeSession } from './change-session.ts';
import type { EffectDeps } from './effect-deps.ts';
import { performEffect } from './perform-effect.ts';

/**
 * Performs effects beside each other and answers those that were done; what failed stays in the outbox for the sweeper.
 * A purge comes after all others: they may still need what it removes.
 */
export async function tryEffects(
  control: ControlItem,
  effects: readonly Effect[],
  deps: EffectDeps,
): Promise<Effect[]> {
  const purges = effects.filter(({ kind }) => kind === 'PURGE');
  const others = effects.filter(({ kind }) => kind !== 'PURGE');
  const done = await tryBeside(control, others, deps);
  if (purges.length === 0 || done.length < others.length) return done;
  return [...done, ...(await tryBeside(control, purges, deps))];
}

async function tryBeside(control: ControlItem, effects: readonly Effect[], deps: EffectDeps): Promise<Effect[]> {
  const results = await Promise.all(
    effects.map((effect) =>
      performEffect(control, effect, deps).then(
        () => [effect],
        (error: unknown) => {
          deps.reportFailure('effect failed', { sessionId: control.head.sessionId, effect: effectName(effect), error });
          return [];
        },
      ),
    ),
  );
  return results.flat();
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
  let latest = control;
  let due = effects.filter((effect) => isDue(effect, deps.clock.now()));
  while (due.length > 0) {
    const done = await tryEffects(latest, due, deps);
    if (done.length === 0) return latest;
    const { tenantId, sessionId } = latest.head;
    const decision = await changeSession({ tenantId, sessionId }, { type: 'effects_done' }, deps, {
      known: latest,
      done,
    });
    if (decision === undefined) return undefined;
    latest = decision.control;
    due = decision.added.filter((effect) => isDue(effect, deps.clock.now()));
  }
  return latest;
}

/** The last purge waits until nobody can write any more what it is to remove (P13); the sweeper does it then. */
function isDue(effect: Effect, now: number): boolean {
  return effect.kind !== 'PURGE' || effect.notBefore <= now;
}
