import type { secretRoutes } from '../../../shared/contracts/secret-routes.ts';
import type { StoredSecret } from '../../../shared/storage/secret-store.ts';
import type { Dependencies } from '../../dependencies.ts';
import type { Operation } from '../http/operation.ts';
import { findSecret, refuseIfMoved, secretsOf } from './secrets-of.ts';

/**
 * Marked first: from then on nobody uses it, and nobody puts a value that would be taken away. What a crash leaves behind is
 * still in the list, and a repeat takes it away.
 */
export const deleteSecret: Operation<typeof secretRoutes.deleteSecret, Dependencies> = async (
  { params: { name }, ifMatch, caller: { tenantId } },
  deps,
) => {
  const secrets = secretsOf(deps);
  const found = await findSecret(name, tenantId, deps);
  refuseIfMoved(name, found, ifMatch);
  const marked: StoredSecret = { ...found, deleting: true, version: found.version + 1 };
  if (found.deleting !== true) await secrets.replace(tenantId, found, marked);
  await deps.secretVault.remove(tenantId, name);
  await secrets.remove(tenantId, found.deleting === true ? found : marked);
  return { body: undefined };
};
