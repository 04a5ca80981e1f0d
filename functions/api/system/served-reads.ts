import { systemRoutes } from '../../../shared/contracts/system-routes.ts';
import { serve } from '../http/operation.ts';
import { getOpenApi } from './get-open-api.ts';
import { health } from './health.ts';

/** What is read of the system itself. */
export const servedReads = [serve(systemRoutes.health, health), serve(systemRoutes.getOpenApi, getOpenApi)];
