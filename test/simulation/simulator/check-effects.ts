import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { type Effect, effectKey, effectName } from '../../../shared/domain/session/effect.ts';
import { isResolved } from '../../../shared/domain/session/entry.ts';
import { evidenceOf } from './evidence.ts';
import { expectInvariant } from './invariant-broken.ts';
import type { World } from './world.ts';

/** P9: an effect leaves the outbox only after it was performed, or because a newer one of the same key took its place. */
export function checkEffectsRemoved(world: World, before: ControlItem, after: ControlItem, who: string): void {
  const names = new Set(after.effects.map(effectName));
  const keys = new Set(after.effects.map(effectKey));
  for (const effect of before.effects) {
    if (names.has(effectName(effect)) || keys.has(effectKey(effect))) continue;
    const isDone = wasPerformed(world, after, effect);
    expectInvariant(isDone, 'P9', () => `${who}: ${effectName(effect)} was removed and never performed`);
  }
  for (const entry of before.entries) {
    if (after.entries.some(({ seq }) => seq === entry.seq)) continue;
    expectInvariant(isResolved(entry), 'I10', () => `${who}: the open entry ${entry.seq} was dropped`);
    const isShown = after.deleted !== undefined || shownVersion(world, after, entry.seq) >= entry.v;
    expectInvariant(isShown, 'I10', () => `${who}: entry ${entry.seq} was dropped before it was shown`);
  }
}

function wasPerformed(world: World, { head, deleted, run }: ControlItem, effect: Effect): boolean {
  const { sessionId } = head;
  const { tables, evidence } = world;
  switch (effect.kind) {
    case 'PUT_SUMMARY':
      return (tables.summaries.get(sessionId)?.v ?? 0) >= effect.v;
    case 'PUT_ENTRY':
      return deleted !== undefined || (tables.entries.get(sessionId)?.get(effect.seq)?.v ?? 0) >= effect.v;
    case 'PUT_TASK':
      return deleted !== undefined || (tables.tasks.get(sessionId)?.get(effect.seq)?.v ?? 0) >= effect.v;
    case 'SEND_TOKEN':
      return !world.machine.isOpenToken(effect.token);
    case 'START_RUN':
      return run > effect.run || world.machine.wasStarted(sessionId, effect.run);
    case 'STOP_RUN':
      return world.machine.wasStopped(sessionId, effect.run);
    case 'PUBLISH_STATUS':
      return evidenceOf(evidence, sessionId).published.has(`${effect.status}@${effect.v}`);
    case 'PUT_DELETION':
      return evidenceOf(evidence, sessionId).isDeletionNoted;
    case 'PURGE':
      return evidenceOf(evidence, sessionId).purges.some((at) => at >= effect.notBefore - 300_000);
    default:
      return true;
  }
}

function shownVersion(world: World, { head }: ControlItem, seq: number): number {
  return world.tables.entries.get(head.sessionId)?.get(seq)?.v ?? 0;
}
