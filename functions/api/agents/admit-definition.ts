import { Forbidden, InvalidRequest, TooLarge } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';
import {
  definitionBytes,
  definitionViolations,
  MAX_DEFINITION_BYTES,
} from '../../../shared/domain/agent/check-definition.ts';
import { whyNotUsable } from '../../../shared/domain/model/why-not-usable.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { toolFunctionsAllowed } from '../../../shared/tool-runners/tool-functions-allowed.ts';
import { toolHostsAllowed } from '../../../shared/tool-runners/tool-hosts-allowed.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import { foreignSecrets } from '../secrets/foreign-secrets.ts';
import { type CalledDeps, callViolations } from './called-by-tools.ts';

export type ModelDeps = Pick<EffectDeps, 'findModel'>;

/** As many as a person mends at once. */
const MAX_TOLD = 50;

/** Lets a definition pass that the caller may save and that can be run. @throws Forbidden, TooLarge, InvalidRequest */
export async function admitDefinition(
  definition: AgentDefinition,
  caller: Identity,
  deps: Pick<ApiDeps, 'environment' | 'documentClient' | 'tables'> & CalledDeps & ModelDeps,
): Promise<void> {
  const { project } = definition;
  if (!seesProject(caller, project)) {
    const detail = `You have no access to the project "${project}". Choose one of your own, or ask an admin for access.`;
    throw new Forbidden('agents:write', detail);
  }
  const bytes = definitionBytes(definition);
  if (bytes > MAX_DEFINITION_BYTES) {
    throw new TooLarge(`The agent has ${bytes} bytes as JSON; at most ${MAX_DEFINITION_BYTES} are kept. Shorten it.`);
  }
  const allowedHosts = toolHostsAllowed(deps.environment.TOOL_HOSTS_ALLOWED);
  const allowedFunctions = toolFunctionsAllowed(deps.environment.TOOL_FUNCTIONS_ALLOWED)(caller.tenantId);
  const violations = [
    ...definitionViolations(definition, { allowedHosts, allowedFunctions }),
    ...(await callViolations(definition.tools, caller, deps)),
    ...(await foreignSecrets(definition.tools, caller, deps)),
    ...(await modelViolations(definition, caller, deps)),
  ];
  const [first] = violations;
  if (first === undefined) return;
  throw new InvalidRequest(`The agent can't be saved: ${first.path}: ${first.message}`, violations.slice(0, MAX_TOLD));
}

/** What the tenant's registry has against the model: that it is disabled. */
async function modelViolations({ model }: AgentDefinition, { tenantId }: Identity, { findModel }: ModelDeps) {
  const message = whyNotUsable(await findModel(tenantId, model));
  return message === undefined ? [] : [{ path: 'model.modelId', message }];
}
