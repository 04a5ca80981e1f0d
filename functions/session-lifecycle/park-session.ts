import { parkPayloadSchema } from '../../shared/contracts/run-payload.ts';
import { type ChangeDeps, changeSession } from '../../shared/effects/change-session.ts';
import type { Executions } from '../../shared/effects/executions.ts';
import { lambda } from '../lambda.ts';

/** A state is tried again less often than this, so order = loop, then retry. */
const RETRIES_PER_LOOP = 1_000;

/** The wait states: keeps the task token if no wake came since Advance looked, else ends the wait by its own token (P6). */
export function parkSessionHandler(deps: ChangeDeps & { executions: Executions }) {
  return async (event: unknown): Promise<void> => {
    const { tenantId, sessionId, run, loop, wake, token, retry } = parkPayloadSchema.parse(event);
    const order = loop * RETRIES_PER_LOOP + retry;
    const decision = await changeSession(
      { tenantId, sessionId },
      { type: 'store_token', run, wake, token, order },
      deps,
    );
    if (decision === undefined || decision.refused !== undefined) await deps.executions.sendToken(token);
  };
}

export const handler = lambda(parkSessionHandler);
