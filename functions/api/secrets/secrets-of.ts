import { Conflict, NotFound } from '../../../shared/contracts/refusal.ts';
import { type SecretStore, type StoredSecret, secretStore } from '../../../shared/storage/secret-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';

type CatalogDeps = Pick<ApiDeps, 'documentClient' | 'tables'>;

/** What is known of secrets, in the deployment's Catalog table. */
export function secretsOf({ documentClient, tables }: CatalogDeps): SecretStore {
  return secretStore({ documentClient, table: tables.Catalog });
}

/** @throws NotFound */
export async function findSecret(name: string, tenantId: string, deps: CatalogDeps): Promise<StoredSecret> {
  const secret = await secretsOf(deps).get(tenantId, name);
  if (secret === undefined) throw new NotFound('secret', name);
  return secret;
}

/** @throws Conflict when the caller says which version was read, and it is another one now, or none. */
export function refuseIfMoved(name: string, there: StoredSecret | undefined, ifMatch: number | undefined): void {
  if (ifMatch === undefined || there?.version === ifMatch) return;
  const now = there === undefined ? 'is not there' : `is at version ${there.version}`;
  throw new Conflict(`Secret ${name} ${now}, and If-Match says ${ifMatch}. Read it again before you change it.`);
}
