import type { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import { replaceTrigger as replaced } from '../../../shared/domain/trigger/change-trigger.ts';
import type { TriggerItem } from '../../../shared/domain/trigger/trigger.ts';
import { changeTrigger, type TriggerDeps } from '../../../shared/effects/change-trigger.ts';
import { RefusedOutside } from '../../../shared/effects/refused-outside.ts';
import { syncWritten } from '../../../shared/effects/sync-trigger.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { admitTrigger } from './admit-trigger.ts';
import { findTrigger, triggerNotFound } from './find-trigger.ts';
import { refuseIfMoved } from './refuse-if-moved.ts';
import { toldRefusal } from './told-refusal.ts';
import { triggerAnswer } from './trigger-answer.ts';
import { namesOf } from './trigger-names-of.ts';

export const replaceTrigger: Operation<typeof triggerRoutes.replaceTrigger, ApiDeps & TriggerDeps> = async (
  { params, body, ifMatch, caller },
  deps,
) => {
  const { triggerId } = params;
  const found = await findTrigger(triggerId, caller, deps);
  const { item: before } = found;
  refuseIfMoved(before, ifMatch);
  const admitted = await admitTrigger(body, { before, caller, deps });
  const key = { tenantId: caller.tenantId, triggerId };
  const by = { userId: caller.userId, name: caller.name };
  const item = await renaming(before, body.name, { key, deps }, async () => {
    const after = await changeTrigger(
      key,
      (latest, write) => {
        refuseIfMoved(latest, ifMatch);
        return replaced(latest, admitted, { ...write, by });
      },
      deps,
    );
    if (after === undefined) throw triggerNotFound(triggerId);
    try {
      await syncWritten(key, after, deps);
    } catch (error) {
      if (!(error instanceof RefusedOutside)) throw error;
      await putBack(before, after, { key, deps });
      throw toldRefusal(error);
    }
    return after;
  });
  return { body: triggerAnswer({ item, firing: found.firing }, deps.clock.now()), project: item.record.project };
};

type Context = { key: { tenantId: string; triggerId: string }; deps: ApiDeps & TriggerDeps };

/** What EventBridge or Scheduler does not take is not kept: the trigger is as it was before, at a further version. */
async function putBack(before: TriggerItem, refused: TriggerItem, { key, deps }: Context): Promise<void> {
  const { definition, record } = before;
  const back = await changeTrigger(
    key,
    (latest, write) =>
      latest.record.version === refused.record.version
        ? replaced(latest, { definition, project: record.project }, { ...write, by: record.updatedBy })
        : undefined,
    deps,
  );
  if (back === undefined) return;
  try {
    await syncWritten(key, back, deps);
  } catch (error) {
    // Refused as well: the sweeper switches it off. The caller is told of its own change.
    deps.reportFailure('trigger not put back', { ...key, error });
  }
}

/** Changes the trigger with its new name claimed before, and the old one freed after; the other way round when it fails. */
async function renaming(
  { definition }: TriggerItem,
  newName: string,
  { key, deps }: Context,
  change: () => Promise<TriggerItem>,
): Promise<TriggerItem> {
  if (definition.name.normalize('NFC') === newName.normalize('NFC')) return change();
  const names = namesOf(deps);
  const { tenantId, triggerId } = key;
  await names.claim({ tenantId, name: newName }, triggerId);
  try {
    const after = await change();
    await names.confirm({ tenantId, name: newName }, triggerId);
    await names.release({ tenantId, name: definition.name }, triggerId);
    return after;
  } catch (error) {
    // Another replacement may have won with this very name.
    const there = await deps.triggers.read(key);
    if (there?.removed || there?.definition.name.normalize('NFC') !== newName.normalize('NFC')) {
      await names.release({ tenantId, name: newName }, triggerId);
    }
    throw error;
  }
}
