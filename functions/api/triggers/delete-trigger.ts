import type { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import { removeTrigger } from '../../../shared/domain/trigger/change-trigger.ts';
import { changeTrigger, type TriggerDeps } from '../../../shared/effects/change-trigger.ts';
import { syncWritten } from '../../../shared/effects/sync-trigger.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findTrigger } from './find-trigger.ts';
import { refuseIfMoved } from './refuse-if-moved.ts';
import { namesOf } from './trigger-names-of.ts';

export const deleteTrigger: Operation<typeof triggerRoutes.deleteTrigger, ApiDeps & TriggerDeps> = async (
  { params, ifMatch, caller },
  deps,
) => {
  const { triggerId } = params;
  const { project } = (await findTrigger(triggerId, caller, deps)).item.record;
  const key = { tenantId: caller.tenantId, triggerId };
  const by = { userId: caller.userId, name: caller.name };
  const removed = await changeTrigger(
    key,
    (item, write) => {
      refuseIfMoved(item, ifMatch);
      return removeTrigger(item, { ...write, by });
    },
    deps,
  );
  if (removed === undefined) return { body: undefined, project };
  await namesOf(deps).release({ tenantId: caller.tenantId, name: removed.definition.name }, triggerId);
  await syncWritten(key, removed, deps);
  return { body: undefined, project };
};
