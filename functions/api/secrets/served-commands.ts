import { secretRoutes } from '../../../shared/contracts/secret-routes.ts';
import { serveRecorded } from '../http/serve-recorded.ts';
import { deleteSecret } from './delete-secret.ts';
import { putSecret } from './put-secret.ts';

/** What changes secrets. */
export const servedCommands = [
  serveRecorded(secretRoutes.putSecret, putSecret),
  serveRecorded(secretRoutes.deleteSecret, deleteSecret),
];
