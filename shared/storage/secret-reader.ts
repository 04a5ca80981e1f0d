import type { BoundValue } from '../domain/secret/secret.ts';
import type { Clock } from '../runtime/clock.ts';
import type { SecretStore } from './secret-store.ts';
import type { SecretVault } from './secret-vault.ts';

/** How long a value is used before it is asked for again, in milliseconds: a changed or deleted secret counts by then. */
const KEPT_MS = 30_000;
/** Values kept in all; what was read first goes first. */
const MOST_KEPT = 500;

export type SecretReaderDeps = {
  secrets: Pick<SecretStore, 'get'>;
  vault: Pick<SecretVault, 'read'>;
  clock: Pick<Clock, 'now'>;
};

/** Reads secrets for calls, each at most every 30 s. One that is missing is looked for each time: it may just have been put. */
export function secretReader({ secrets, vault, clock }: SecretReaderDeps) {
  const kept = new Map<string, { secret: BoundValue; until: number }>();
  return {
    async readSecret(tenantId: string, name: string): Promise<BoundValue | undefined> {
      const key = `${tenantId}/${name}`;
      const known = kept.get(key);
      if (known !== undefined && clock.now() < known.until) return known.secret;
      kept.delete(key);
      const until = clock.now() + KEPT_MS;
      const stored = await secrets.get(tenantId, name);
      if (stored === undefined || stored.deleting === true) return undefined;
      const secret = await vault.read(tenantId, name, stored.valueId);
      if (secret === undefined) return undefined;
      const oldest = kept.keys().next();
      if (kept.size >= MOST_KEPT && oldest.done !== true) kept.delete(oldest.value);
      kept.set(key, { secret, until });
      return secret;
    },
  };
}
