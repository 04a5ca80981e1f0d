import { Conflict } from '../../../shared/contracts/refusal.ts';
import type { TriggerItem } from '../../../shared/domain/trigger/trigger.ts';
import { triggerNotFound } from './find-trigger.ts';

/** @throws NotFound when the trigger was deleted meanwhile. @throws Conflict when it is not at the version that the caller has read. */
export function refuseIfMoved({ record, removed }: TriggerItem, ifMatch: number | undefined): void {
  const { triggerId, version } = record;
  if (removed) throw triggerNotFound(triggerId);
  if (version === ifMatch) return;
  throw new Conflict(
    `Trigger ${triggerId} is at version ${version}, not ${ifMatch}. Read it again and repeat your change on what is there.`,
  );
}
