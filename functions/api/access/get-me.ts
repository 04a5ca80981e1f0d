import type { systemRoutes } from '../../../shared/contracts/system-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';

export const getMe: Operation<typeof systemRoutes.getMe, ApiDeps> = async ({ caller }) => ({ body: caller });
