import type { systemRoutes } from '../../../shared/contracts/system-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';

export const health: Operation<typeof systemRoutes.health, ApiDeps> = async (_request, { environment }) => ({
  body: { status: 'ok', version: environment.SERVICE_VERSION },
});
