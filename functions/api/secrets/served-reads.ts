import { secretRoutes } from '../../../shared/contracts/secret-routes.ts';
import { serve } from '../http/operation.ts';
import { getSecret } from './get-secret.ts';
import { listSecrets } from './list-secrets.ts';

/** What is read of secrets. */
export const servedReads = [serve(secretRoutes.listSecrets, listSecrets), serve(secretRoutes.getSecret, getSecret)];
