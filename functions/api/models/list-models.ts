import type { modelRoutes } from '../../../shared/contracts/model-routes.ts';
import { listModelPage } from '../../../shared/storage/model-store.ts';
import { decodeCursor, encodeCursor } from '../../../shared/storage/page-cursor.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';

export const listModels: Operation<typeof modelRoutes.listModels, ApiDeps> = async ({ query, caller }, deps) => {
  const { provider, search, limit, cursor } = query;
  const { tenantId } = caller;
  const binding = { tenantId, route: 'listModels', filter: { provider, search } };
  const part = search?.toLowerCase() ?? '';
  const { items, next } = await listModelPage(
    { documentClient: deps.documentClient, table: deps.tables.Catalog },
    {
      tenantId,
      isWanted: (model) =>
        (provider === undefined || model.provider === provider) &&
        [model.name, model.modelId].some((text) => text.toLowerCase().includes(part)),
      limit,
      after: cursor === undefined ? undefined : decodeCursor(cursor, binding).position,
    },
  );
  return { body: { items, nextCursor: next === undefined ? null : encodeCursor({ position: next }, binding) } };
};
