import { PERMISSIONS } from './permissions.ts';

/** Every role of the table of permissions: the groups of the user pool. */
export const ROLES = [...new Set(Object.values(PERMISSIONS).flat())];
