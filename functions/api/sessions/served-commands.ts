import { sessionCommandRoutes } from '../../../shared/contracts/session-command-routes.ts';
import { sessionRoutes } from '../../../shared/contracts/session-routes.ts';
import { serve } from '../http/operation.ts';
import { bulkSessions } from './bulk-sessions.ts';
import { commandSession } from './command-session.ts';
import { deleteSession } from './delete-session.ts';
import { startSession } from './start-session.ts';

/** What changes sessions. */
export const servedCommands = [
  serve(sessionRoutes.startSession, startSession),
  serve(sessionCommandRoutes.bulkSessions, bulkSessions),
  serve(sessionCommandRoutes.pauseSession, commandSession('pause')),
  serve(sessionCommandRoutes.resumeSession, commandSession('resume')),
  serve(sessionCommandRoutes.cancelSession, commandSession('cancel')),
  serve(sessionCommandRoutes.deleteSession, deleteSession),
];
