import type { ControlItem } from '../domain/session/control-item.ts';
import type { Failure } from '../domain/session/error-category.ts';
import { changeSession } from './change-session.ts';
import type { EffectDeps } from './effect-deps.ts';
import { performEffects } from './perform-effects.ts';
import { sessionResult } from './session-result.ts';

/** Of a called session's final response the caller gets so many bytes: escaped as JSON it still fits one body (2 MB). */
const MOST_MESSAGE_BYTES = 524_288;

/** Tells the session that called this one how it ended: one conditional write on the caller (P12). */
export async function resolveCaller(control: ControlItem, deps: EffectDeps): Promise<void> {
  const { caller, tenantId, sessionId } = control.head;
  if (caller?.kind !== 'session' || caller.seq === undefined) return;
  const key = { tenantId, sessionId: caller.id };
  // Of a caller that is gone nothing may be kept: its texts would outlive it.
  if ((await deps.control.read(key)) === undefined) return;
  const result = await sessionResult(control, MOST_MESSAGE_BYTES, deps.texts);
  const output = await deps.texts.store(key, JSON.stringify(result));
  const decision = await changeSession(
    key,
    { type: 'resolve_called', seq: caller.seq, id: sessionId, output, ...outcomeOf(control) },
    deps,
  );
  if (decision === undefined || decision.control.deleted !== undefined) return deps.projections.purge(key);
  await performEffects(decision.control, decision.added, deps);
}

function outcomeOf({ head, status, error }: ControlItem) {
  const called = `The called session ${head.sessionId}`;
  if (status === 'COMPLETED') return { state: 'SUCCEEDED' as const };
  if (status === 'CANCELED') {
    const why: Failure = { category: 'CALLED_SESSION_CANCELED', message: `${called} was canceled.` };
    return { state: 'CANCELED' as const, error: why };
  }
  const message = `${called} failed: ${error?.message ?? 'no reason was recorded'}`.slice(0, 2_000);
  const why: Failure = { category: 'CALLED_SESSION_FAILED', message };
  return { state: 'FAILED' as const, error: why };
}
