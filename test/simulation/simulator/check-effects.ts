import { findCall, taskIdOf } from '../../../shared/domain/session/calls.ts';
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
    const isDone = wasPerformed(world, { before, after }, effect);
    expectInvariant(isDone, 'P9', () => `${who}: ${effectName(effect)} was removed and never performed`);
  }
  for (const entry of before.entries) {
    if (after.entries.some(({ seq }) => seq === entry.seq)) continue;
    expectInvariant(isResolved(entry), 'I10', () => `${who}: the open entry ${entry.seq} was dropped`);
    const isShown = after.deleted !== undefined || shownVersion(world, after, entry.seq) >= entry.v;
    expectInvariant(isShown, 'I10', () => `${who}: entry ${entry.seq} was dropped before it was shown`);
  }
}

type Write = { before: ControlItem; after: ControlItem };

function wasPerformed(world: World, { before, after }: Write, effect: Effect): boolean {
  const { head, deleted, run } = after;
  const { sessionId } = head;
  const { tables, evidence } = world;
  switch (effect.kind) {
    case 'PUT_SUMMARY':
      return (tables.summaries.get(sessionId)?.v ?? 0) >= effect.v;
    case 'PUT_ENTRY':
      return deleted !== undefined || (tables.entries.get(sessionId)?.get(effect.seq)?.v ?? 0) >= effect.v;
    case 'PUT_TASK':
      return wasTaskPut(world, before, effect);
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
    case 'CREATE_CALLED':
      return wasCreated(world, after, effect.seq);
    case 'RESOLVE_CALLER':
      return wasCallerTold(world, after);
    default:
      return true;
  }
}

function wasTaskPut({ tables }: World, control: ControlItem, { seq, v }: { seq: number; v: number }): boolean {
  const call = findCall(control, seq);
  const taskId = call && taskIdOf(call);
  return taskId !== undefined && (tables.tasks.get(taskId)?.v ?? 0) >= v;
}

/** The called session is there, or was; or its call has an outcome, which says why there is none. */
function wasCreated({ tables }: World, control: ControlItem, seq: number): boolean {
  const call = findCall(control, seq);
  return call === undefined || isResolved(call) || tables.control.has(call.link?.id ?? '');
}

/** The call of whoever called has an outcome, or nobody waits for one any more. */
function wasCallerTold({ tables }: World, { head }: ControlItem): boolean {
  const caller = tables.control.get(head.caller?.id ?? '')?.item;
  const call = caller && findCall(caller, head.caller?.seq ?? 0);
  return call === undefined || isResolved(call) || caller?.status === 'CANCELING';
}

function shownVersion(world: World, { head }: ControlItem, seq: number): number {
  return world.tables.entries.get(head.sessionId)?.get(seq)?.v ?? 0;
}
