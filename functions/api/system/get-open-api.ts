import type { systemRoutes } from '../../../shared/contracts/system-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';

/** Answers the generated document, which is a fifth of what the function carries: it is loaded when somebody asks for it. */
export const getOpenApi: Operation<typeof systemRoutes.getOpenApi, ApiDeps> = async () => {
  const { default: document } = await import('../../../shared/contracts/openapi.generated.json', {
    with: { type: 'json' },
  });
  return { body: { ...document } };
};
