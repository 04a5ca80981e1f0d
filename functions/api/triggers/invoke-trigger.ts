import { InvalidRequest, TooLarge } from '../../../shared/contracts/refusal.ts';
import type { triggerRoutes } from '../../../shared/contracts/trigger-routes.ts';
import type { Agent } from '../../../shared/domain/agent/agent.ts';
import { checkedInputs } from '../../../shared/domain/agent/checked-inputs.ts';
import type { TriggerDeps } from '../../../shared/effects/change-trigger.ts';
import { sessionOfOccurrence } from '../../trigger-firing/session-of-occurrence.ts';
import { claimEvent } from '../events/claim-event.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { findTrigger } from './find-trigger.ts';
import { startableAgent } from './startable-agent.ts';

/** They travel in an event, which holds 256 KB with all that is around them. In bytes of JSON. */
const MAX_INPUTS_BYTES = 250_000;

/** Puts an event on the bus that fires the trigger; the session is there when it has arrived. */
export const invokeTrigger: Operation<typeof triggerRoutes.invokeTrigger, ApiDeps & TriggerDeps> = async (
  { params, body, caller, idempotencyKey },
  deps,
) => {
  const { triggerId } = params;
  const { tenantId, userId } = caller;
  const found = await findTrigger(triggerId, caller, deps);
  const agent = startableAgent(found, 'API');
  const inputs = body?.inputs ?? {};
  admitInputs(agent, { ...found.item.definition.inputs, ...inputs });
  const scope = { tenantId, userId, route: 'invokeTrigger', object: triggerId };
  const claim = { scope, key: idempotencyKey, eventId: deps.newId('event'), body: inputs };
  const { eventId, at } = await claimEvent(claim, deps);
  await deps.busEvents.invoked({ tenantId, triggerId }, { eventId, at, inputs });
  return { body: { sessionId: sessionOfOccurrence(triggerId, { id: eventId, at }) } };
};

/** @throws InvalidRequest naming each input that does not fit. @throws TooLarge */
function admitInputs(agent: Agent, given: Record<string, unknown>): void {
  const bytes = Buffer.byteLength(JSON.stringify(given));
  if (bytes > MAX_INPUTS_BYTES) {
    throw new TooLarge(`The inputs have ${bytes} bytes as JSON; at most ${MAX_INPUTS_BYTES} are taken. Give less.`);
  }
  const { violations } = checkedInputs(agent, given);
  if (violations.length === 0) return;
  const errors = violations.map(({ path, message }) => ({ path: path === '' ? 'inputs' : `inputs.${path}`, message }));
  throw new InvalidRequest(`The inputs don't fit the agent "${agent.name}".`, errors);
}
