import { agentRoutes } from './agent-routes.ts';
import { manualTaskRoutes } from './manual-task-routes.ts';
import { sessionCommandRoutes } from './session-command-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { systemRoutes } from './system-routes.ts';

/** Every operation of the HTTP contract. */
export const routes = {
  ...systemRoutes,
  ...sessionRoutes,
  ...sessionCommandRoutes,
  ...agentRoutes,
  ...manualTaskRoutes,
};
