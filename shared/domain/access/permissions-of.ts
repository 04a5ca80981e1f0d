import { PERMISSIONS, type Permission } from './permissions.ts';

/** What the roles together permit, in the table's order. A role that the table does not know permits nothing. */
export function permissionsOf(roles: readonly string[]): Permission[] {
  return permissions.filter((permission) => PERMISSIONS[permission].some((role) => roles.includes(role)));
}

const permissions = Object.keys(PERMISSIONS).filter(isPermission);

function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}
