import { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import { serve } from '../http/operation.ts';
import { getAgent } from './get-agent.ts';
import { listAgents } from './list-agents.ts';

/** What is read of agents. */
export const servedReads = [serve(agentRoutes.listAgents, listAgents), serve(agentRoutes.getAgent, getAgent)];
