import type { Actor } from '../session/actor.ts';
import type { TriggerDefinition, TriggerEffect, TriggerItem, TriggerKind } from './trigger.ts';

/** An effect's writer has this long to perform it, in milliseconds: twice as long as an API function lives. */
const PERFORMED_WITHIN_MS = 60_000;

export type TriggerWrite = {
  /** Milliseconds. */
  now: number;
  writeId: string;
  by: Actor;
};

/** A new trigger, with what its first write leaves to do. */
export function newTrigger(
  triggerId: string,
  { definition, project }: { definition: TriggerDefinition; project: string },
  write: TriggerWrite,
): TriggerItem {
  const at = new Date(write.now).toISOString();
  return {
    definition,
    record: {
      triggerId,
      project,
      version: 1,
      createdAt: at,
      createdBy: write.by,
      updatedAt: at,
      updatedBy: write.by,
      firesFrom: write.now,
    },
    revision: 1,
    writeId: write.writeId,
    ...(definition.enabled ? {} : { stoppedAt: write.now }),
    effects: effectsOf([definition.type], write),
  };
}

/** The trigger after a person replaced its definition. What is left to do from before stays. */
export function replaceTrigger(
  item: TriggerItem,
  { definition, project }: { definition: TriggerDefinition; project: string },
  write: TriggerWrite,
): TriggerItem {
  const before = item.definition;
  const keepsFiring = before.enabled && definition.enabled && before.type === definition.type;
  const { stoppedAt = write.now, ...rest } = item;
  return {
    ...rest,
    definition,
    record: {
      ...item.record,
      project,
      version: item.record.version + 1,
      updatedAt: new Date(write.now).toISOString(),
      updatedBy: write.by,
      firesFrom: keepsFiring ? item.record.firesFrom : write.now,
    },
    revision: item.revision + 1,
    writeId: write.writeId,
    ...(definition.enabled ? {} : { stoppedAt }),
    effects: [...item.effects, ...effectsOf([before.type, definition.type], write)],
  };
}

/** The trigger deleted: nothing fires from this write on, and what is outside is still to be removed. */
export function removeTrigger(item: TriggerItem, { now, writeId, by }: TriggerWrite): TriggerItem {
  return {
    ...item,
    record: { ...item.record, updatedAt: new Date(now).toISOString(), updatedBy: by },
    revision: item.revision + 1,
    writeId,
    stoppedAt: item.stoppedAt ?? now,
    removed: true,
    effects: [...item.effects, ...effectsOf([item.definition.type], { now, writeId })],
  };
}

/** Switched off by the product because what is outside refused it: nobody's change, so its version stays for who edits it. */
export function switchOff(item: TriggerItem, { now, writeId }: Omit<TriggerWrite, 'by'>): TriggerItem {
  return {
    ...item,
    definition: { ...item.definition, enabled: false },
    revision: item.revision + 1,
    writeId,
    stoppedAt: item.stoppedAt ?? now,
    effects: [...item.effects, ...effectsOf([item.definition.type], { now, writeId })],
  };
}

/** Without the effects that were performed on exactly this state. */
export function withoutEffects(item: TriggerItem, done: readonly TriggerEffect[], writeId: string): TriggerItem {
  const names = new Set(done.map(effectName));
  return {
    ...item,
    revision: item.revision + 1,
    writeId,
    effects: item.effects.filter((effect) => !names.has(effectName(effect))),
  };
}

/** Those of the item's effects that this write added. */
export function effectsOfWrite(item: TriggerItem, writeId: string): TriggerEffect[] {
  return item.effects.filter((effect) => effect.writeId === writeId);
}

function effectsOf(kinds: TriggerKind[], { now, writeId }: Omit<TriggerWrite, 'by'>): TriggerEffect[] {
  const dueAt = now + PERFORMED_WITHIN_MS;
  const rule = kinds.includes('EVENT') ? [{ kind: 'RULE' as const, writeId, dueAt }] : [];
  const schedule = kinds.includes('SCHEDULE') ? [{ kind: 'SCHEDULE' as const, writeId, dueAt }] : [];
  return [...rule, ...schedule];
}

function effectName({ kind, writeId }: TriggerEffect): string {
  return `${kind}.${writeId}`;
}
