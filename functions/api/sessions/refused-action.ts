import { ActionNotAllowed } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { PERMISSION_FOR_ACTION } from '../../../shared/domain/access/permission-for-action.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { actionsFor, type SessionAction } from '../../../shared/domain/session/session-actions.ts';

/** The refusal of an action that the session's status does not allow, with what the caller can do instead. */
export function refusedAction(
  action: SessionAction,
  { status, head }: ControlItem,
  caller: Identity,
): ActionNotAllowed {
  const actions = actionsFor(status).filter((each) => caller.permissions.includes(PERMISSION_FOR_ACTION[each]));
  const instead = actions.length === 0 ? 'You can do nothing with it now.' : `You can ${actions.join(' or ')} it.`;
  const detail = `The session ${head.sessionId} is ${status}; ${action} is not possible then. ${instead}`;
  return new ActionNotAllowed(detail, { status, actions });
}
