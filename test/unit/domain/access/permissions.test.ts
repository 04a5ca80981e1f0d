import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../../../../shared/domain/access/permissions.ts';
import { permissionsOf } from '../../../../shared/domain/access/permissions-of.ts';
import { seesProject } from '../../../../shared/domain/access/sees-project.ts';

// The table of the contract, written down a second time: columns viewer, operator, builder, task-worker, admin.
const roles = ['viewer', 'operator', 'builder', 'task-worker', 'admin'];
const contract: Record<string, string> = {
  'agent-sessions:view': 'yyy-y',
  'sessions:read': 'yyy-y',
  'sessions:start': '-yy-y',
  'sessions:pause': '-yy-y',
  'sessions:cancel': '-yy-y',
  'sessions:delete': '----y',
  'agents:read': 'yyy-y',
  'triggers:read': 'yyy-y',
  'workflows:read': 'yyy-y',
  'agents:write': '--y-y',
  'triggers:write': '--y-y',
  'workflows:write': '--y-y',
  'manual-tasks:read': '-yyyy',
  'manual-tasks:complete': '-yyyy',
  'audit:read': '----y',
  'secrets:write': '--y-y',
};
const cells = Object.entries(contract).flatMap(([permission, row]) =>
  roles.map((role, at) => ({ permission, role, holds: row[at] === 'y' })),
);

describe('permissions', () => {
  it('are those of the contract, all of them', () => {
    expect(Object.keys(PERMISSIONS).sort()).toEqual(Object.keys(contract).sort());
  });

  it.each(cells)('$role holds $permission: $holds', ({ permission, role, holds }) => {
    expect(permissionsOf([role]).some((each) => each === permission)).toBe(holds);
  });

  it('add up over roles; an unknown role holds none', () => {
    expect(permissionsOf(['viewer', 'task-worker', 'root'])).toEqual([
      'agent-sessions:view',
      'sessions:read',
      'agents:read',
      'triggers:read',
      'workflows:read',
      'manual-tasks:read',
      'manual-tasks:complete',
    ]);
    expect(permissionsOf(['root', 'constructor'])).toEqual([]);
  });
});

describe('a project', () => {
  it('is visible to who was granted it, or all', () => {
    expect(seesProject({ projects: '*' }, 'billing')).toBe(true);
    expect(seesProject({ projects: ['billing'] }, 'billing')).toBe(true);
    expect(seesProject({ projects: ['sales'] }, 'billing')).toBe(false);
    expect(seesProject({ projects: [] }, 'default')).toBe(false);
  });
});
