import type { BoundValue, UsableSecret } from '../domain/secret/secret.ts';
import { allDone } from '../runtime/all-done.ts';
import type { Clock } from '../runtime/clock.ts';
import type { SecretStore } from './secret-store.ts';
import type { SecretVault } from './secret-vault.ts';

/** How long a value stays in this process, in milliseconds. */
const KEPT_MS = 30_000;
/** Values kept in all; what was read first goes first. */
const MOST_KEPT = 500;

export type SecretReaderDeps = {
  secrets: Pick<SecretStore, 'get'>;
  vault: Pick<SecretVault, 'read'>;
  clock: Pick<Clock, 'now'>;
};

/**
 * Reads secrets for calls. Which value counts is asked each time, so a change or deletion counts from the next call on; the value
 * itself never changes under its id and is fetched at most every 30 s.
 */
export function secretReader({ secrets, vault, clock }: SecretReaderDeps) {
  const kept = new Map<string, { secret: BoundValue; until: number }>();

  function keep(key: string, secret: BoundValue): void {
    const now = clock.now();
    for (const [each, { until }] of kept) if (until <= now || kept.size >= MOST_KEPT) kept.delete(each);
    kept.set(key, { secret, until: now + KEPT_MS });
  }

  async function read(tenantId: string, name: string, valueId: string): Promise<BoundValue | undefined> {
    const key = `${tenantId}/${name}/${valueId}`;
    const known = kept.get(key);
    if (known !== undefined && clock.now() < known.until) return known.secret;
    const secret = await vault.read(tenantId, name, valueId);
    if (secret !== undefined) keep(key, secret);
    return secret;
  }

  return {
    async readSecret(tenantId: string, name: string): Promise<UsableSecret | undefined> {
      const stored = await secrets.get(tenantId, name);
      if (stored === undefined || stored.deleting === true) return undefined;
      const { valueId, formerValueId } = stored;
      const [secret, former] = await allDone([
        read(tenantId, name, valueId),
        formerValueId === undefined ? undefined : read(tenantId, name, formerValueId),
      ]);
      return secret && { ...secret, ...(former !== undefined && { formerValue: former.value }) };
    },
  };
}
