import type { sessionCommandRoutes } from '../../../shared/contracts/session-command-routes.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import type { Operation } from '../http/operation.ts';
import { actOnSession } from './act-on-session.ts';
import { refusedAction } from './refused-action.ts';

/** Every URL of the session is a 404 when this answers; what is left of a large one is purged by the sweeper. */
export const deleteSession: Operation<typeof sessionCommandRoutes.deleteSession, EffectDeps> = async (
  { params, caller },
  deps,
) => {
  const { control, refused } = await actOnSession({ sessionId: params.sessionId, action: 'delete', caller }, deps);
  if (refused !== undefined) throw refusedAction('delete', control, caller);
  return { body: undefined };
};
