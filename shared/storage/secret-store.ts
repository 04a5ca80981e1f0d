import * as z from 'zod';
import { secretSchema } from '../domain/secret/secret.ts';
import { catalogPage } from './catalog-page.ts';
import { keys } from './table-keys.ts';
import { type VersionedDeps, versionedItems } from './versioned-items.ts';

/** A secret as the Catalog keeps it: all but its value, and which value is the one that counts. */
const storedSecretSchema = secretSchema.extend({
  /** Names one value in the vault, which never changes. Writing this is what makes it the secret's value. */
  valueId: z.string(),
  /** The value is being taken away: nobody uses the secret any more. */
  deleting: z.boolean().optional(),
});
export type StoredSecret = z.infer<typeof storedSecretSchema>;

export type SecretStore = ReturnType<typeof secretStore>;

/** What is known of the secrets of a tenant, in the Catalog table. The values are in the vault. */
export function secretStore(deps: VersionedDeps) {
  const items = versionedItems<StoredSecret>(deps, {
    nameOf: ({ name }) => `Secret ${name}`,
    idOf: ({ name }) => name,
    keyOf: secretKey,
    rowOf: (tenantId, secret) => ({ ...secretKey(tenantId, secret.name), ...secret }),
    ofRow: (row) => storedSecretSchema.parse(row),
  });
  return {
    ...items,

    /** A page of a tenant's secrets by name; it begins behind `after`. */
    list: (tenantId: string, range: { limit: number; after: string | undefined }) =>
      catalogPage(deps, {
        pk: keys.secrets(tenantId),
        isWanted: () => true,
        itemOf: (row) => storedSecretSchema.parse(row),
        ascending: true,
        ...range,
      }),
  };
}

function secretKey(tenantId: string, name: string) {
  return { pk: keys.secrets(tenantId), sk: name };
}
