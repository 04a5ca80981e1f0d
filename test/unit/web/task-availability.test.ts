import { describe, expect, it } from 'vitest';
import { permissionsOf } from '../../../shared/domain/access/permissions-of.ts';
import { taskAvailability } from '../../../web/src/pages/task-detail/task-availability.ts';

const reader = (userId: string, role: string) => ({
  userId,
  roles: [role],
  may: (permission: string) => permissionsOf([role]).some((held) => held === permission),
});
const open = (assignee: string | null) => ({ status: 'OPEN', assignee }) as const;

describe('a task in the Work Center', () => {
  it('that nobody has can be claimed and completed', () => {
    expect(taskAvailability(open(null), reader('tom', 'task-worker'))).toEqual({
      mayClaim: true,
      mayRelease: false,
      whyNotComplete: undefined,
    });
  });

  it('of the reader can be released and completed', () => {
    expect(taskAvailability(open('tom'), reader('tom', 'task-worker'))).toEqual({
      mayClaim: false,
      mayRelease: true,
      whyNotComplete: undefined,
    });
  });

  it('of somebody else is left alone, but for admins', () => {
    expect(taskAvailability(open('olga'), reader('tom', 'task-worker'))).toMatchObject({
      mayClaim: false,
      mayRelease: false,
      whyNotComplete: expect.stringContaining('olga has this task'),
    });
    expect(taskAvailability(open('olga'), reader('ada', 'admin')).whyNotComplete).toBeUndefined();
  });

  it('that is closed, or that the reader has no permission for, cannot be completed', () => {
    expect(taskAvailability({ status: 'COMPLETED', assignee: null }, reader('tom', 'task-worker')).whyNotComplete).toBe(
      'The task is completed.',
    );
    expect(taskAvailability(open(null), reader('vic', 'viewer')).whyNotComplete).toMatch(/manual-tasks:complete/);
  });
});
