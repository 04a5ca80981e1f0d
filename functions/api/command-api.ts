import { routes } from '../../shared/contracts/routes.ts';
import { createAgent } from './agents/create-agent.ts';
import { deleteAgent } from './agents/delete-agent.ts';
import { replaceAgent } from './agents/replace-agent.ts';
import type { ApiDeps } from './http/api-deps.ts';
import { createApi } from './http/create-api.ts';
import { type ApiHandler, lazyHandler } from './http/lazy-handler.ts';
import { serve } from './http/operation.ts';
import { productionDeps } from './http/production-deps.ts';

/** The function that serves every route that changes something. */
export function commandApiHandler(deps: ApiDeps): ApiHandler {
  return createApi(
    [
      serve(routes.createAgent, createAgent),
      serve(routes.replaceAgent, replaceAgent),
      serve(routes.deleteAgent, deleteAgent),
    ],
    deps,
  );
}

export const handler = lazyHandler(() => commandApiHandler(productionDeps('command-api')));
