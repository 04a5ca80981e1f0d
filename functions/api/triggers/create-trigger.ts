import { Conflict } from '../../../shared/contracts/refusal.ts';
import type { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import { newTrigger, removeTrigger } from '../../../shared/domain/trigger/change-trigger.ts';
import { changeTrigger, createTriggerItem, type TriggerDeps } from '../../../shared/effects/change-trigger.ts';
import { RefusedOutside } from '../../../shared/effects/refused-outside.ts';
import { syncWritten } from '../../../shared/effects/sync-trigger.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { admitTrigger } from './admit-trigger.ts';
import { toldRefusal } from './told-refusal.ts';
import { triggerAnswer } from './trigger-answer.ts';
import { namesOf } from './trigger-names-of.ts';

export const createTrigger: Operation<typeof triggerRoutes.createTrigger, ApiDeps & TriggerDeps> = async (
  { body, caller },
  deps,
) => {
  const admitted = await admitTrigger(body, { before: undefined, caller, deps });
  const by = { userId: caller.userId, name: caller.name };
  const key = { tenantId: caller.tenantId, triggerId: deps.newId('trigger') };
  const name = { tenantId: caller.tenantId, name: body.name };
  const names = namesOf(deps);
  await names.claim(name, key.triggerId);
  const item = newTrigger(key.triggerId, admitted, { now: deps.clock.now(), writeId: deps.newWriteId(), by });
  if (!(await createTriggerItem(key, item, deps))) throw new Conflict(`The id ${key.triggerId} is taken. Try again.`);

  /** It was answered to nobody: away with it, and what it has outside. */
  const undo = async () => {
    const removed = await changeTrigger(key, (latest, write) => removeTrigger(latest, { ...write, by }), deps);
    await names.release(name, key.triggerId);
    if (removed !== undefined) await syncWritten(key, removed, deps);
  };
  try {
    await syncWritten(key, item, deps);
  } catch (error) {
    if (!(error instanceof RefusedOutside)) throw error;
    await undo();
    throw toldRefusal(error);
  }
  if (!(await names.confirm(name, key.triggerId))) {
    await undo();
    throw new Conflict(`The name "${body.name}" was taken by another trigger meanwhile. Choose another name.`);
  }
  return { body: triggerAnswer({ item, firing: undefined }, deps.clock.now()), project: item.record.project };
};
