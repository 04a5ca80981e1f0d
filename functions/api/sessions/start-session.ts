import type { sessionRoutes } from '../../../shared/contracts/session-routes.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { findAgent } from '../agents/find-agent.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import type { Operation } from '../http/operation.ts';
import { startForPerson } from './start-for-person.ts';

export const startSession: Operation<typeof sessionRoutes.startSession, ApiDeps & EffectDeps> = async (
  { body, caller, idempotencyKey },
  deps,
) => {
  const agent = await findAgent(body.agentId, caller, deps);
  return startForPerson({ agent, inputs: body.inputs ?? {}, caller, idempotencyKey, route: 'startSession' }, deps);
};
