import type { Permission } from './permissions.ts';

/** Who calls: taken from the token's claims and from nothing else. */
export type Identity = {
  tenantId: string;
  userId: string;
  name: string;
  roles: string[];
  permissions: Permission[];
  /** The projects that the caller may see; `*` is all of them. */
  projects: string[] | '*';
};
