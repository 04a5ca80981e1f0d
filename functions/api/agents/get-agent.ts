import type { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findAgent } from './find-agent.ts';

export const getAgent: Operation<typeof agentRoutes.getAgent, ApiDeps> = async ({ params, caller }, deps) => ({
  body: await findAgent(params.agentId, caller, deps),
});
