import { Conflict } from '../../../shared/contracts/refusal.ts';
import type { Agent } from '../../../shared/domain/agent/agent.ts';
import type { TriggerItem, TriggerKind } from '../../../shared/domain/trigger/trigger.ts';

/** How a trigger of each type is started. */
const STARTED_BY: Record<TriggerKind, string> = {
  MANUAL: 'POST …/run starts it',
  API: 'POST …/invoke starts it',
  SCHEDULE: 'its schedule starts it',
  EVENT: 'events start it',
};

/**
 * The agent of a trigger that may be started this way now.
 * @throws Conflict when it is of another type or disabled, or its agent was deleted
 */
export function startableAgent(
  { item, agent }: { item: TriggerItem; agent: Agent | undefined },
  type: TriggerKind,
): Agent {
  const { definition } = item;
  if (definition.type !== type) {
    throw new Conflict(
      `The trigger "${definition.name}" is of type ${definition.type}, not ${type}: ${STARTED_BY[definition.type]}.`,
    );
  }
  if (!definition.enabled) throw new Conflict(`The trigger "${definition.name}" is disabled. Enable it first.`);
  if (agent !== undefined) return agent;
  throw new Conflict(
    `The agent ${definition.agentId} of the trigger "${definition.name}" was deleted. Choose another agent for it.`,
  );
}
