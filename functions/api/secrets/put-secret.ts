import { Conflict, InvalidRequest } from '../../../shared/contracts/refusal.ts';
import type { secretRoutes } from '../../../shared/contracts/secret-routes.ts';
import { secretOrigin } from '../../../shared/domain/secret/secret-origin.ts';
import { toolHostsAllowed } from '../../../shared/tool-runners/tool-hosts-allowed.ts';
import type { Dependencies } from '../../dependencies.ts';
import type { Operation } from '../http/operation.ts';
import { refuseIfMoved, secretsOf } from './secrets-of.ts';

/**
 * The value first, then the item that says which value counts: that one conditional write changes value and origin together, and
 * until it is done the former ones count. A value that was put and never counted is covered by the next one.
 */
export const putSecret: Operation<typeof secretRoutes.putSecret, Dependencies> = async (
  { params: { name }, body: { value, description, ...body }, ifMatch, caller: { tenantId, ...caller } },
  deps,
) => {
  const origin = originOf(body.origin, deps.environment.TOOL_HOSTS_ALLOWED);
  const secrets = secretsOf(deps);
  const before = await secrets.get(tenantId, name);
  refuseIfMoved(name, before, ifMatch);
  if (before?.deleting === true) throw beingDeleted(name);
  const valueId = await deps.secretVault.put(tenantId, name, { value, origin });
  const updatedAt = new Date(deps.clock.now()).toISOString();
  const updatedBy = { userId: caller.userId, name: caller.name };
  const { version = 0, createdAt = updatedAt, createdBy = updatedBy } = before ?? {};
  const after = {
    name,
    origin,
    description,
    version: version + 1,
    createdAt,
    createdBy,
    updatedAt,
    updatedBy,
    valueId,
  };
  await (before === undefined ? secrets.create(tenantId, after) : secrets.replace(tenantId, before, after));
  return { status: before === undefined ? 201 : 200, body: after };
};

function originOf(text: string, hostsAllowed: string): string {
  const judged = secretOrigin(text, toolHostsAllowed(hostsAllowed));
  if (judged.origin !== undefined) return judged.origin;
  const message = judged.problem;
  throw new InvalidRequest(`The secret can't be saved: origin ${message}.`, [{ path: 'origin', message }]);
}

function beingDeleted(name: string): Conflict {
  return new Conflict(
    `Secret ${name} is being deleted, and that came to no end yet. Repeat the DELETE, then put the secret again.`,
  );
}
