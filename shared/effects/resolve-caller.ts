import type { ControlItem } from '../domain/session/control-item.ts';
import type { Failure } from '../domain/session/error-category.ts';
import { changeSession } from './change-session.ts';
import type { EffectDeps } from './effect-deps.ts';
import { performEffects } from './perform-effects.ts';

/** Tells the session that called this one how it ended: one conditional write on the caller (P12). */
export async function resolveCaller(control: ControlItem, deps: EffectDeps): Promise<void> {
  const { caller, tenantId, sessionId } = control.head;
  if (caller?.kind !== 'session' || caller.seq === undefined) return;
  const key = { tenantId, sessionId: caller.id };
  const decision = await changeSession(
    key,
    { type: 'resolve_called', seq: caller.seq, id: sessionId, ...outcomeOf(control) },
    deps,
  );
  if (decision === undefined) return;
  await performEffects(decision.control, decision.added, deps);
}

function outcomeOf(control: ControlItem) {
  const { sessionId } = control.head;
  if (control.status === 'COMPLETED') return { state: 'SUCCEEDED' as const, output: control.finalResponse };
  if (control.status === 'CANCELED') {
    const error: Failure = {
      category: 'CALLED_SESSION_CANCELED',
      message: `The called session ${sessionId} was canceled.`,
    };
    return { state: 'CANCELED' as const, error };
  }
  const why = control.error?.message ?? 'no reason was recorded';
  const error: Failure = {
    category: 'CALLED_SESSION_FAILED',
    message: `The called session ${sessionId} failed: ${why}`,
  };
  return { state: 'FAILED' as const, error };
}
