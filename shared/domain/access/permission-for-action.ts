import type { SessionAction } from '../session/session-actions.ts';
import type { Permission } from './permissions.ts';

/** What a caller needs, beside `sessions:read`, to do this with a session. */
export const PERMISSION_FOR_ACTION: Record<SessionAction, Permission> = {
  pause: 'sessions:pause',
  resume: 'sessions:pause',
  cancel: 'sessions:cancel',
  delete: 'sessions:delete',
};
