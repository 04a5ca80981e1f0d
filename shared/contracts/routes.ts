import { agentRoutes } from './agent-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { manualTaskRoutes } from './manual-task-routes.ts';
import { secretRoutes } from './secret-routes.ts';
import { sessionCommandRoutes } from './session-command-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { systemRoutes } from './system-routes.ts';
import { triggerRoutes } from './trigger-routes.ts';
import { workflowRoutes } from './workflow-routes.ts';

/** Every operation of the HTTP contract. */
export const routes = {
  ...systemRoutes,
  ...sessionRoutes,
  ...sessionCommandRoutes,
  ...agentRoutes,
  ...auditRoutes,
  ...manualTaskRoutes,
  ...secretRoutes,
  ...triggerRoutes,
  ...workflowRoutes,
};
