import type { ControlItem } from '../domain/session/control-item.ts';
import { effectDue, isOverdue, isPastRetention } from '../domain/session/due-at.ts';
import type { SessionKey } from '../storage/control-store.ts';
import { changeSession } from './change-session.ts';
import type { EffectDeps } from './effect-deps.ts';
import { performEffects } from './perform-effects.ts';

export type Swept = 'recovered' | 'performed' | 'deleted' | 'nothing' | 'gone';

/** Looks at one nominated session: effects whose writer is gone are performed, an overdue run is replaced (P9, P14). */
export async function sweepSession(key: SessionKey, deps: EffectDeps): Promise<Swept> {
  const control = await deps.control.read(key);
  if (control === undefined) return 'gone';
  const now = deps.clock.now();
  const due = control.effects.filter((effect) => effectDue(effect) <= now);
  if (due.length > 0) {
    // A purge is the sweeper's own: it comes minutes after the deletion.
    const left = due.filter(({ kind }) => kind !== 'PURGE').length;
    if (left > 0) deps.metrics?.add({ name: 'EffectsSwept', value: left, dimensions: {} });
    await performEffects(control, due, deps);
  }
  if (isOverdue(control, now) && (await recover(key, control, deps))) return 'recovered';
  if (isPastRetention(control, now)) return deleteOld(key, deps);
  if (due.length > 0) return 'performed';
  await changeSession(key, { type: 'reschedule' }, deps);
  return 'nothing';
}

async function recover(key: SessionKey, control: ControlItem, deps: EffectDeps): Promise<boolean> {
  const decision = await changeSession(key, { type: 'recover', run: control.run }, deps);
  if (!decision?.changed) return false;
  await performEffects(decision.control, decision.added, deps);
  return true;
}

async function deleteOld(key: SessionKey, deps: EffectDeps): Promise<Swept> {
  const decision = await changeSession(key, { type: 'delete', by: null }, deps);
  if (decision === undefined) return 'gone';
  await performEffects(decision.control, decision.added, deps);
  return 'deleted';
}
