import { Conflict, InvalidRequest } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { Agent } from '../../../shared/domain/agent/agent.ts';
import { checkedInputs } from '../../../shared/domain/agent/checked-inputs.ts';
import { summaryOf } from '../../../shared/domain/session/session-summary.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { startSession } from '../../../shared/effects/start-session.ts';
import { claimIdempotencyKey, hashOfBody } from '../../../shared/storage/idempotency-store.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import { sessionAnswer } from './session-answer.ts';

export type StartForPerson = {
  agent: Agent;
  inputs: Record<string, unknown>;
  caller: Identity;
  idempotencyKey: string | undefined;
  /** The route and its object: the scope of the idempotency key. */
  route: string;
};

/** A person starts a session: 201, or 200 with the same session when the key and the inputs came before. */
export async function startForPerson(start: StartForPerson, deps: ApiDeps & EffectDeps) {
  const { agent, caller } = start;
  const inputs = admittedInputs(agent, start.inputs);
  const { id: sessionId, repeated } = await sessionIdFor(start, inputs, deps);
  const by = { userId: caller.userId, name: caller.name };
  const started = await startSession(
    {
      tenantId: caller.tenantId,
      sessionId,
      agent,
      inputs,
      trigger: { type: 'MANUAL', source: { name: caller.name, id: caller.userId } },
      createdBy: by,
    },
    deps,
  );
  if (started === undefined) {
    throw new Conflict(
      `The session ${sessionId} that this Idempotency-Key started was deleted. Use a new key to start another.`,
    );
  }
  if (started.refused !== undefined) throw new Conflict(started.refused.message);
  const body = await sessionAnswer(summaryOf(started.control), caller, (key, stored) => deps.texts.read(key, stored));
  return { status: repeated && !started.created ? 200 : 201, body };
}

/** The inputs with the schema's defaults. @throws InvalidRequest naming each input that does not fit. */
function admittedInputs(agent: Agent, given: Record<string, unknown>): Record<string, unknown> {
  const { inputs, violations } = checkedInputs(agent, given);
  if (violations.length === 0) return inputs;
  const errors = violations.map(({ path, message }) => ({ path: path === '' ? 'inputs' : `inputs.${path}`, message }));
  throw new InvalidRequest(`The inputs don't fit the agent "${agent.name}".`, errors);
}

async function sessionIdFor(
  { agent, caller, idempotencyKey: key, route }: StartForPerson,
  inputs: unknown,
  deps: ApiDeps,
) {
  const proposedId = deps.newId('session');
  if (key === undefined) return { id: proposedId, repeated: false };
  const scope = { tenantId: caller.tenantId, userId: caller.userId, route, object: agent.agentId };
  const store = { documentClient: deps.documentClient, table: deps.tables.Catalog, clock: deps.clock };
  return claimIdempotencyKey(store, {
    scope,
    key,
    bodyHash: hashOfBody({ agentId: agent.agentId, inputs }),
    proposedId,
  });
}
