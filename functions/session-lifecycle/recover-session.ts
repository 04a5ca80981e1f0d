import * as z from 'zod';
import { changeSession } from '../../shared/effects/change-session.ts';
import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import { performEffects } from '../../shared/effects/perform-effects.ts';
import { lambda } from '../lambda.ts';

/** EventBridge's event of an execution's end; its input is the run's payload. */
const statusChangeSchema = z.object({ detail: z.object({ status: z.string(), input: z.string() }) });
const inputSchema = z.object({ tenantId: z.string(), sessionId: z.string(), run: z.number().int() });
const LOST = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** An execution failed, timed out or was aborted: if its run is still the session's live one, a new run takes over (P14). */
export function recoverSessionHandler(deps: EffectDeps) {
  return async (event: unknown): Promise<void> => {
    const { detail } = statusChangeSchema.parse(event);
    if (!LOST.includes(detail.status)) return;
    const { run, ...key } = inputSchema.parse(JSON.parse(detail.input));
    const decision = await changeSession(key, { type: 'recover', run }, deps);
    if (decision?.changed) await performEffects(decision.control, decision.added, deps);
  };
}

export const handler = lambda(recoverSessionHandler);
