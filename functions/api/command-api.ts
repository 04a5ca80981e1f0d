import { routes } from '../../shared/contracts/routes.ts';
import { awsDependencies, type Dependencies } from '../dependencies.ts';
import { acceptTool } from './agents/accept-tool.ts';
import { createAgent } from './agents/create-agent.ts';
import { deleteAgent } from './agents/delete-agent.ts';
import { replaceAgent } from './agents/replace-agent.ts';
import { runAgent } from './agents/run-agent.ts';
import { putEvent } from './events/put-event.ts';
import { createApi } from './http/create-api.ts';
import { type ApiHandler, lazyHandler } from './http/lazy-handler.ts';
import { serve } from './http/operation.ts';
import { serveRecorded } from './http/serve-recorded.ts';
import { claimManualTask, releaseManualTask } from './manual-tasks/claim-manual-task.ts';
import { completeManualTask } from './manual-tasks/complete-manual-task.ts';
import { createModel } from './models/create-model.ts';
import { deleteModel } from './models/delete-model.ts';
import { replaceModel } from './models/replace-model.ts';
import { deleteSecret } from './secrets/delete-secret.ts';
import { putSecret } from './secrets/put-secret.ts';
import { bulkSessions } from './sessions/bulk-sessions.ts';
import { commandSession } from './sessions/command-session.ts';
import { deleteSession } from './sessions/delete-session.ts';
import { startSession } from './sessions/start-session.ts';
import { createTrigger } from './triggers/create-trigger.ts';
import { deleteTrigger } from './triggers/delete-trigger.ts';
import { invokeTrigger } from './triggers/invoke-trigger.ts';
import { replaceTrigger } from './triggers/replace-trigger.ts';
import { runTrigger } from './triggers/run-trigger.ts';
import { createWorkflow } from './workflows/create-workflow.ts';
import { deleteWorkflow } from './workflows/delete-workflow.ts';
import { replaceWorkflow } from './workflows/replace-workflow.ts';
import { runWorkflow } from './workflows/run-workflow.ts';

/** The function that serves every route that changes something. */
export function commandApiHandler(deps: Dependencies): ApiHandler {
  return createApi(
    [
      serveRecorded(routes.createAgent, createAgent),
      serveRecorded(routes.replaceAgent, replaceAgent),
      serveRecorded(routes.deleteAgent, deleteAgent),
      serveRecorded(routes.acceptTool, acceptTool),
      serve(routes.runAgent, runAgent),
      serve(routes.startSession, startSession),
      serve(routes.bulkSessions, bulkSessions),
      serve(routes.pauseSession, commandSession('pause')),
      serve(routes.resumeSession, commandSession('resume')),
      serve(routes.cancelSession, commandSession('cancel')),
      serve(routes.deleteSession, deleteSession),
      serveRecorded(routes.createModel, createModel),
      serveRecorded(routes.replaceModel, replaceModel),
      serveRecorded(routes.deleteModel, deleteModel),
      serveRecorded(routes.createTrigger, createTrigger),
      serveRecorded(routes.replaceTrigger, replaceTrigger),
      serveRecorded(routes.deleteTrigger, deleteTrigger),
      serveRecorded(routes.runTrigger, runTrigger),
      serveRecorded(routes.invokeTrigger, invokeTrigger),
      serveRecorded(routes.putEvent, putEvent),
      serveRecorded(routes.putSecret, putSecret),
      serveRecorded(routes.deleteSecret, deleteSecret),
      serveRecorded(routes.claimManualTask, claimManualTask),
      serveRecorded(routes.releaseManualTask, releaseManualTask),
      serve(routes.completeManualTask, completeManualTask),
      serveRecorded(routes.createWorkflow, createWorkflow),
      serveRecorded(routes.replaceWorkflow, replaceWorkflow),
      serveRecorded(routes.deleteWorkflow, deleteWorkflow),
      serveRecorded(routes.runWorkflow, runWorkflow),
    ],
    deps,
  );
}

export const handler = lazyHandler(() => {
  const deps = awsDependencies();
  const handle = commandApiHandler(deps);
  return async (event, context) => {
    try {
      return await handle(event, context);
    } finally {
      await deps.flushTelemetry(context?.getRemainingTimeInMillis?.() ?? 0);
    }
  };
});
