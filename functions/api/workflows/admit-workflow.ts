import { Forbidden, InvalidRequest } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { workflowViolations } from '../../../shared/domain/workflow/check-workflow.ts';
import type { WorkflowDefinition } from '../../../shared/domain/workflow/workflow.ts';
import { machineViolation } from '../../../shared/effects/machine-violation.ts';
import type { Dependencies } from '../../dependencies.ts';

/** Lets a definition pass that the caller may save and whose state machine is the tenant's own. @throws Forbidden, InvalidRequest */
export async function admitWorkflow(
  definition: WorkflowDefinition,
  caller: Identity,
  deps: Pick<Dependencies, 'environment' | 'stepFunctions'>,
): Promise<void> {
  const { project, stateMachineArn } = definition;
  if (!seesProject(caller, project)) {
    const detail = `You have no access to the project "${project}". Choose one of your own, or ask an admin for access.`;
    throw new Forbidden('workflows:write', detail);
  }
  refuse(workflowViolations(definition));
  const machine = { stateMachineArn, tenantId: caller.tenantId, ownMachineArn: deps.environment.STATE_MACHINE_ARN };
  const message = await machineViolation(machine, deps);
  if (message !== undefined) refuse([{ path: 'stateMachineArn', message }]);
}

function refuse(violations: { path: string; message: string }[]): void {
  const [first] = violations;
  if (first === undefined) return;
  const told = first.path === '' ? first.message : `${first.path}: ${first.message}`;
  throw new InvalidRequest(`The workflow can't be saved: ${told}`, violations);
}
