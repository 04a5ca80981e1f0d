import { InvalidRequest, TooLarge } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { inputViolations, outsideViolations } from '../../../shared/domain/trigger/check-trigger.ts';
import type { TriggerDefinition, TriggerItem } from '../../../shared/domain/trigger/trigger.ts';
import { agentsOf } from '../agents/agent-deps.ts';
import { findAgent } from '../agents/find-agent.ts';
import type { ApiDeps } from '../http/api-deps.ts';

/** The item is one of DynamoDB's, and inputs are variables, not documents. In bytes of JSON. */
const MAX_DEFINITION_BYTES = 65_536;
/** As many as a person mends at once. */
const MAX_TOLD = 50;

/**
 * Lets a definition pass that the caller may save and that can fire; answers it with the project of its agent. Switching off is
 * always possible: neither a deleted agent nor inputs that no longer fit it stand in the way.
 * @throws NotFound for the agent, TooLarge, InvalidRequest
 */
export async function admitTrigger(
  definition: TriggerDefinition,
  { before, caller, deps }: { before: TriggerItem | undefined; caller: Identity; deps: ApiDeps },
): Promise<{ definition: TriggerDefinition; project: string }> {
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes > MAX_DEFINITION_BYTES) {
    throw new TooLarge(`The trigger has ${bytes} bytes as JSON; at most ${MAX_DEFINITION_BYTES} are kept. Shorten it.`);
  }
  const outside = outsideViolations(definition, { before: before?.definition, now: deps.clock.now() });
  if (before !== undefined && !definition.enabled && before.definition.agentId === definition.agentId) {
    refuse(outside);
    const agent = await agentsOf(deps).get(caller.tenantId, definition.agentId);
    return { definition, project: agent?.project ?? before.record.project };
  }
  const agent = await findAgent(definition.agentId, caller, deps);
  refuse([...outside, ...inputViolations(definition, agent)]);
  return { definition, project: agent.project };
}

function refuse(violations: { path: string; message: string }[]): void {
  const [first] = violations;
  if (first === undefined) return;
  throw new InvalidRequest(
    `The trigger can't be saved: ${first.path}: ${first.message}`,
    violations.slice(0, MAX_TOLD),
  );
}
