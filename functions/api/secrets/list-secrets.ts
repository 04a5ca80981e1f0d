import type { secretRoutes } from '../../../shared/contracts/secret-routes.ts';
import { decodeCursor, encodeCursor } from '../../../shared/storage/page-cursor.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { secretsOf } from './secrets-of.ts';

export const listSecrets: Operation<typeof secretRoutes.listSecrets, ApiDeps> = async ({ query, caller }, deps) => {
  const { limit, cursor } = query;
  const { tenantId } = caller;
  const binding = { tenantId, route: 'listSecrets', filter: {} };
  const after = cursor === undefined ? undefined : decodeCursor(cursor, binding).position;
  const { items, next } = await secretsOf(deps).list(tenantId, { limit, after });
  return { body: { items, nextCursor: next === undefined ? null : encodeCursor({ position: next }, binding) } };
};
