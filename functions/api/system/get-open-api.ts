import type { systemRoutes } from '../../../shared/contracts/system-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';

/** Answers the generated document; it is bound here, so that only the function that serves it carries it. */
export function getOpenApi(document: { openapi: string }): Operation<typeof systemRoutes.getOpenApi, ApiDeps> {
  return async () => ({ body: { ...document } });
}
