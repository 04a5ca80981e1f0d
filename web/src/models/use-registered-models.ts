import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { routes } from '../../../shared/contracts/routes.ts';
import type { RegisteredModel } from '../../../shared/domain/model/registered-model.ts';
import type { CallApi } from '../api-client/api-client.ts';
import { useApi } from '../api-client/use-api.ts';

/** As many as the service gives at once. */
const PAGE = 100;

/** The tenant's whole registry by name: people have tens of models, and the service lists them in another order. */
export function useRegisteredModels(): UseQueryResult<RegisteredModel[]> {
  const { call } = useApi();
  return useQuery({
    queryKey: [routes.listModels.operationId, 'all'],
    queryFn: ({ signal }) => readRegisteredModels(call, signal),
  });
}

/** Reads page after page, and sorts by name. */
export async function readRegisteredModels(call: CallApi, signal: AbortSignal): Promise<RegisteredModel[]> {
  const models: RegisteredModel[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = { limit: PAGE, ...(cursor !== null && { cursor }) };
    const page: { items: RegisteredModel[]; nextCursor: string | null } = await call(routes.listModels, {
      query,
      signal,
    });
    models.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return models.sort(
    (one, other) => one.name.localeCompare(other.name, 'en') || (one.modelKey < other.modelKey ? -1 : 1),
  );
}
