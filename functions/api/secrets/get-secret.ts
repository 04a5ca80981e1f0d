import type { secretRoutes } from '../../../shared/contracts/secret-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findSecret } from './secrets-of.ts';

export const getSecret: Operation<typeof secretRoutes.getSecret, ApiDeps> = async ({ params, caller }, deps) => ({
  body: await findSecret(params.name, caller.tenantId, deps),
});
