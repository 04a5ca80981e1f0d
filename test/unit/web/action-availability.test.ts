import { describe, expect, it } from 'vitest';
import type { SessionRow } from '../../../shared/contracts/session-schemas.ts';
import { permissionsOf } from '../../../shared/domain/access/permissions-of.ts';
import { actionsFor, SESSION_ACTIONS } from '../../../shared/domain/session/session-actions.ts';
import { SESSION_STATUSES, type SessionStatus } from '../../../shared/domain/session/session-status.ts';
import { actionAvailability } from '../../../web/src/session-actions/action-availability.ts';

const withRole = (role: string) => (permission: string) => permissionsOf([role]).some((held) => held === permission);
const row = (status: SessionStatus): Pick<SessionRow, 'status' | 'actions'> => ({
  status,
  actions: actionsFor(status),
});

describe('a bulk action', () => {
  it.each(SESSION_ACTIONS)('%s is there when every selected session allows it', (action) => {
    const able = SESSION_STATUSES.filter((status) => actionsFor(status).includes(action)).map(row);
    expect(actionAvailability(action, able, withRole('admin'))).toEqual({ isAvailable: true });
  });

  it.each(SESSION_ACTIONS)(
    '%s is not there when one selected session does not allow it, and says which status',
    (action) => {
      const able = SESSION_STATUSES.filter((status) => actionsFor(status).includes(action));
      const unable = SESSION_STATUSES.find((status) => !actionsFor(status).includes(action))!;
      const availability = actionAvailability(action, [...able, unable].map(row), withRole('admin'));
      expect(availability).toMatchObject({ isAvailable: false });
      expect(availability).toHaveProperty('reason', expect.stringContaining(`1 of the ${able.length + 1} selected`));
      expect(availability).toHaveProperty('reason', expect.stringContaining(unable.toLowerCase()));
    },
  );

  it('names the permission that is missing', () => {
    expect(actionAvailability('delete', [row('COMPLETED')], withRole('operator'))).toEqual({
      isAvailable: false,
      reason: 'You need the permission sessions:delete for this.',
    });
    expect(actionAvailability('pause', [row('RUNNING')], withRole('viewer'))).toHaveProperty(
      'reason',
      expect.stringContaining('sessions:pause'),
    );
  });

  it('asks for a selection first', () => {
    expect(actionAvailability('cancel', [], withRole('admin'))).toEqual({
      isAvailable: false,
      reason: 'Select sessions first.',
    });
  });

  it('speaks of one session as of one', () => {
    expect(actionAvailability('resume', [row('FAILED')], withRole('admin'))).toHaveProperty(
      'reason',
      'A session that is failed cannot be resumed.',
    );
  });
});
