/** Every permission of the contract with the roles that hold it (api.md, "Identity and permissions"). */
export const PERMISSIONS = {
  'agent-sessions:view': ['viewer', 'operator', 'builder', 'admin'],
  'sessions:read': ['viewer', 'operator', 'builder', 'admin'],
  'sessions:start': ['operator', 'builder', 'admin'],
  'sessions:pause': ['operator', 'builder', 'admin'],
  'sessions:cancel': ['operator', 'builder', 'admin'],
  'sessions:delete': ['admin'],
  'agents:read': ['viewer', 'operator', 'builder', 'admin'],
  'triggers:read': ['viewer', 'operator', 'builder', 'admin'],
  'workflows:read': ['viewer', 'operator', 'builder', 'admin'],
  'agents:write': ['builder', 'admin'],
  'triggers:write': ['builder', 'admin'],
  'workflows:write': ['builder', 'admin'],
  'manual-tasks:read': ['operator', 'builder', 'task-worker', 'admin'],
  'manual-tasks:complete': ['operator', 'builder', 'task-worker', 'admin'],
  'audit:read': ['admin'],
  'secrets:write': ['builder', 'admin'],
} as const;

export type Permission = keyof typeof PERMISSIONS;
