import { agentRoutes } from '../../../shared/contracts/agent-routes.ts';
import { serve } from '../http/operation.ts';
import { serveRecorded } from '../http/serve-recorded.ts';
import { acceptTool } from './accept-tool.ts';
import { createAgent } from './create-agent.ts';
import { deleteAgent } from './delete-agent.ts';
import { replaceAgent } from './replace-agent.ts';
import { runAgent } from './run-agent.ts';

/** What changes agents. */
export const servedCommands = [
  serveRecorded(agentRoutes.createAgent, createAgent),
  serveRecorded(agentRoutes.replaceAgent, replaceAgent),
  serveRecorded(agentRoutes.deleteAgent, deleteAgent),
  serveRecorded(agentRoutes.acceptTool, acceptTool),
  serve(agentRoutes.runAgent, runAgent),
];
