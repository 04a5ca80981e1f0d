import openApiDocument from '../../shared/contracts/openapi.generated.json' with { type: 'json' };
import { routes } from '../../shared/contracts/routes.ts';
import { getBudget } from './access/get-budget.ts';
import { getMe } from './access/get-me.ts';
import { listAudit } from './access/list-audit.ts';
import { getAgent } from './agents/get-agent.ts';
import { listAgents } from './agents/list-agents.ts';
import type { ApiDeps } from './http/api-deps.ts';
import { createApi } from './http/create-api.ts';
import { type ApiHandler, lazyHandler } from './http/lazy-handler.ts';
import { serve } from './http/operation.ts';
import { productionDeps } from './http/production-deps.ts';
import { getManualTask } from './manual-tasks/get-manual-task.ts';
import { listManualTasks } from './manual-tasks/list-manual-tasks.ts';
import { getModel } from './models/get-model.ts';
import { listModels } from './models/list-models.ts';
import { getSecret } from './secrets/get-secret.ts';
import { listSecrets } from './secrets/list-secrets.ts';
import { getEntry } from './sessions/get-entry.ts';
import { getSession } from './sessions/get-session.ts';
import { listActivity } from './sessions/list-activity.ts';
import { listSessionSources } from './sessions/list-session-sources.ts';
import { listSessions } from './sessions/list-sessions.ts';
import { getOpenApi } from './system/get-open-api.ts';
import { health } from './system/health.ts';
import { getTrigger } from './triggers/get-trigger.ts';
import { listTriggers } from './triggers/list-triggers.ts';
import { getJob } from './workflows/get-job.ts';
import { getWorkflow } from './workflows/get-workflow.ts';
import { listJobs } from './workflows/list-jobs.ts';
import { listWorkflows } from './workflows/list-workflows.ts';

/** The function that serves every route that only reads; it has no right on the control table. */
export function readApiHandler(deps: ApiDeps): ApiHandler {
  return createApi(
    [
      serve(routes.health, health),
      serve(routes.getOpenApi, getOpenApi(openApiDocument)),
      serve(routes.getMe, getMe),
      serve(routes.getBudget, getBudget),
      serve(routes.listAudit, listAudit),
      serve(routes.listSessions, listSessions),
      serve(routes.getSession, getSession),
      serve(routes.listActivity, listActivity),
      serve(routes.getEntry, getEntry),
      serve(routes.listSessionSources, listSessionSources),
      serve(routes.listAgents, listAgents),
      serve(routes.getAgent, getAgent),
      serve(routes.listModels, listModels),
      serve(routes.getModel, getModel),
      serve(routes.listTriggers, listTriggers),
      serve(routes.getTrigger, getTrigger),
      serve(routes.listSecrets, listSecrets),
      serve(routes.getSecret, getSecret),
      serve(routes.listManualTasks, listManualTasks),
      serve(routes.getManualTask, getManualTask),
      serve(routes.listWorkflows, listWorkflows),
      serve(routes.getWorkflow, getWorkflow),
      serve(routes.listJobs, listJobs),
      serve(routes.getJob, getJob),
    ],
    deps,
  );
}

export const handler = lazyHandler(() => readApiHandler(productionDeps('read-api')));
