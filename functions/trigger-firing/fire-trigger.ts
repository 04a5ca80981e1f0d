import type { Agent } from '../../shared/domain/agent/agent.ts';
import { checkedInputs } from '../../shared/domain/agent/checked-inputs.ts';
import type { Failure } from '../../shared/domain/session/error-category.ts';
import { inputsFromEvent } from '../../shared/domain/trigger/event-inputs.ts';
import { whyNotStarted } from '../../shared/domain/trigger/occurrence.ts';
import type { TriggerItem } from '../../shared/domain/trigger/trigger.ts';
import { recordFailedFiring, recordFiring } from '../../shared/effects/record-firing.ts';
import { startSession } from '../../shared/effects/start-session.ts';
import { lambda } from '../lambda.ts';
import { cancelStarted, cancelStartedAfterStop } from './cancel-started.ts';
import { deadLettersSchema, payloadOf } from './dead-letters.ts';
import { type Delivery, readDelivery } from './delivery.ts';
import type { FireDeps } from './fire-deps.ts';
import { sessionOfOccurrence } from './session-of-occurrence.ts';

export type Fired = 'STARTED' | 'STARTED_BEFORE' | 'STOPPED' | 'CAN_NOT_START';

/**
 * The one door of schedules, API invokes and events: one occurrence starts one session, however often it is delivered. A
 * trigger that was stopped starts none, also when it is stopped at this moment. What can't start is noted on the trigger and done.
 */
export async function fireTrigger(delivery: Delivery, deps: FireDeps): Promise<Fired> {
  const { key, occurrence } = delivery;
  const session = { tenantId: key.tenantId, sessionId: sessionOfOccurrence(key.triggerId, occurrence) };
  const item = await deps.triggers.read(key);
  if (item === undefined || whyNotStarted(item, occurrence) !== undefined) {
    await cancelStartedAfterStop(session, item, deps);
    return 'STOPPED';
  }
  const ready = await prepare(delivery, item, deps);
  if ('category' in ready) {
    await recordFailedFiring(key, ready, deps);
    return 'CAN_NOT_START';
  }
  const { name } = item.definition;
  const started = await startSession(
    {
      ...session,
      ...ready,
      trigger: { type: occurrence.type, source: { name, id: key.triggerId } },
      createdBy: item.record.createdBy,
    },
    deps,
  );
  if (started?.refused !== undefined) {
    await recordFailedFiring(key, started.refused, deps);
    return 'CAN_NOT_START';
  }
  if (started === undefined || !started.created) return 'STARTED_BEFORE';
  // Whoever was told that the trigger is off must not see it start anything after: it may have been stopped since it was read.
  const now = await deps.triggers.read(key);
  if (whyNotStarted(now, occurrence) !== undefined) {
    await cancelStarted(session, now ?? item, deps);
    return 'STOPPED';
  }
  await recordFiring(key, session.sessionId, deps);
  return 'STARTED';
}

async function prepare(
  { key, event, inputs = {} }: Delivery,
  { definition }: TriggerItem,
  deps: FireDeps,
): Promise<{ agent: Agent; inputs: Record<string, unknown> } | Failure> {
  const agent = await deps.readAgent(key.tenantId, definition.agentId);
  if (agent === undefined) {
    const message = `The agent ${definition.agentId} was deleted. Choose another agent for this trigger, or delete the trigger.`;
    return { category: 'INVALID_DEFINITION', message };
  }
  const mapped = definition.type === 'EVENT' ? inputsFromEvent(definition.event.inputsFrom ?? {}, event, agent) : {};
  const checked = checkedInputs(agent, { ...definition.inputs, ...mapped, ...inputs });
  if (checked.violations.length === 0) return { agent, inputs: checked.inputs };
  const told = checked.violations.map(({ path, message }) => `${path === '' ? 'inputs' : path}: ${message}`).join('; ');
  return { category: 'INVALID_INPUT', message: `The inputs don't fit the agent "${agent.name}": ${told}` };
}

type Answer = { fired: Fired } | { batchItemFailures: { itemIdentifier: string }[] };

/** Invoked by rules and schedules, with one delivery each; and by SQS, when undelivered ones are sent again. */
export function fireTriggerHandler(deps: FireDeps) {
  return async (event: unknown): Promise<Answer> => {
    const letters = deadLettersSchema.safeParse(event).data;
    if (letters === undefined) return { fired: await fireTrigger(readDelivery(event), deps) };
    const failures = await Promise.all(
      letters.Records.map(async (letter) => {
        try {
          await fireTrigger(readDelivery(payloadOf(letter)), deps);
          return [];
        } catch (error) {
          deps.reportFailure('dead letter not sent again', { messageId: letter.messageId, error });
          return [{ itemIdentifier: letter.messageId }];
        }
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
}

export const handler = lambda(fireTriggerHandler);
