import { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import { serveRecorded } from '../http/serve-recorded.ts';
import { putEvent } from './put-event.ts';

/** What changes something by an event of outside. */
export const servedCommands = [serveRecorded(triggerRoutes.putEvent, putEvent)];
