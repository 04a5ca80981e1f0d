import { routes } from '../../shared/contracts/routes.ts';
import { awsDependencies, type Dependencies } from '../dependencies.ts';
import { createAgent } from './agents/create-agent.ts';
import { deleteAgent } from './agents/delete-agent.ts';
import { replaceAgent } from './agents/replace-agent.ts';
import { runAgent } from './agents/run-agent.ts';
import { createApi } from './http/create-api.ts';
import { type ApiHandler, lazyHandler } from './http/lazy-handler.ts';
import { serve } from './http/operation.ts';
import { startSession } from './sessions/start-session.ts';

/** The function that serves every route that changes something. */
export function commandApiHandler(deps: Dependencies): ApiHandler {
  return createApi(
    [
      serve(routes.createAgent, createAgent),
      serve(routes.replaceAgent, replaceAgent),
      serve(routes.deleteAgent, deleteAgent),
      serve(routes.runAgent, runAgent),
      serve(routes.startSession, startSession),
    ],
    deps,
  );
}

export const handler = lazyHandler(() => commandApiHandler(awsDependencies()));
