import type { SessionRow } from '../../../shared/contracts/session-schemas.ts';
import { PERMISSION_FOR_ACTION } from '../../../shared/domain/access/permission-for-action.ts';
import type { Permission } from '../../../shared/domain/access/permissions.ts';
import type { SessionAction } from '../../../shared/domain/session/session-actions.ts';
import type { SessionStatus } from '../../../shared/domain/session/session-status.ts';
import { statusText } from '../design-system/session-status.tsx';
import { actionTexts } from './action-texts.ts';

/** Whether an action can be done now; if not, why not, for the button's tooltip. */
export type Availability = { isAvailable: true } | { isAvailable: false; reason: string };

type Judged = Pick<SessionRow, 'status' | 'actions'>;

/** Whether the action can be done with every one of the sessions. */
export function actionAvailability(
  action: SessionAction,
  sessions: readonly Judged[],
  may: (permission: Permission) => boolean,
): Availability {
  const permission = PERMISSION_FOR_ACTION[action];
  if (!may(permission)) return unavailable(`You need the permission ${permission} for this.`);
  if (sessions.length === 0) return unavailable('Select sessions first.');
  const against = sessions.filter(({ actions }) => !actions.includes(action));
  if (against.length === 0) return { isAvailable: true };
  const { past } = actionTexts(action);
  if (sessions.length === 1) return unavailable(`A session that is ${statuses(against)} cannot be ${past}.`);
  return unavailable(`${against.length} of the ${sessions.length} selected cannot be ${past}: ${statuses(against)}.`);
}

function statuses(sessions: readonly { status: SessionStatus }[]): string {
  return [...new Set(sessions.map(({ status }) => statusText(status).toLowerCase()))].join(', ');
}

function unavailable(reason: string): Availability {
  return { isAvailable: false, reason };
}
