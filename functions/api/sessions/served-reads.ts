import { sessionRoutes } from '../../../shared/contracts/session-routes.ts';
import { serve } from '../http/operation.ts';
import { getEntry } from './get-entry.ts';
import { getSession } from './get-session.ts';
import { listActivity } from './list-activity.ts';
import { listSessionSources } from './list-session-sources.ts';
import { listSessions } from './list-sessions.ts';

/** What is read of sessions. */
export const servedReads = [
  serve(sessionRoutes.listSessions, listSessions),
  serve(sessionRoutes.getSession, getSession),
  serve(sessionRoutes.listActivity, listActivity),
  serve(sessionRoutes.getEntry, getEntry),
  serve(sessionRoutes.listSessionSources, listSessionSources),
];
