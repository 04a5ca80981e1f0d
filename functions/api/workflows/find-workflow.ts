import { Conflict, NotFound } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { Workflow } from '../../../shared/domain/workflow/workflow.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import { workflowsOf } from './workflow-deps.ts';

/** The workflow, if the caller may see it. @throws NotFound */
export async function findWorkflow(
  workflowId: string,
  caller: Identity,
  deps: Pick<ApiDeps, 'documentClient' | 'tables'>,
): Promise<Workflow> {
  const workflow = await workflowsOf(deps).get(caller.tenantId, workflowId);
  if (workflow === undefined || !seesProject(caller, workflow.project)) {
    throw new NotFound('workflow', workflowId.slice(0, 100));
  }
  return workflow;
}

/** @throws Conflict when the caller says which version was read, and it is another one now. */
export function refuseIfMoved({ workflowId, version }: Workflow, ifMatch: number | undefined): void {
  if (ifMatch === undefined || version === ifMatch) return;
  throw new Conflict(
    `Workflow ${workflowId} is at version ${version}, not ${ifMatch}. Read it again and repeat your change on what is there.`,
  );
}
