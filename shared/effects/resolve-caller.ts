import { spentInAll } from '../domain/session/budget.ts';
import type { OutsideCommand } from '../domain/session/command.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import type { Failure } from '../domain/session/error-category.ts';
import type { SessionKey } from '../storage/control-store.ts';
import { changeSession } from './change-session.ts';
import type { EffectDeps } from './effect-deps.ts';
import { performEffects } from './perform-effects.ts';
import { resolveJobOf } from './resolve-job-of.ts';
import { sessionResult } from './session-result.ts';

/** Of a called session's final response the caller gets so many bytes: escaped as JSON it still fits one body (2 MB). */
const MOST_MESSAGE_BYTES = 524_288;

/** Tells the session or job that called this one how it ended: one conditional write on the caller (P12). */
export async function resolveCaller(control: ControlItem, deps: EffectDeps): Promise<void> {
  const { caller, tenantId, sessionId } = control.head;
  if (caller?.kind === 'job') return resolveJobOf(control, caller.id, deps);
  if (caller?.seq === undefined) return;
  await resolveCallOfSession(
    { key: { tenantId, sessionId: caller.id }, seq: caller.seq, id: sessionId },
    async () => JSON.stringify(await sessionResult(control, MOST_MESSAGE_BYTES, deps.texts)),
    { ...outcomeOf(control), spent: spentInAll(control) },
    deps,
  );
}

type Resolution = Extract<OutsideCommand, { type: 'resolve_called' }>;

/** Gives a session's call of `id` its outcome, and its output, which is made only if the session is there. */
export async function resolveCallOfSession(
  { key, seq, id }: { key: SessionKey; seq: number; id: string },
  outputText: () => Promise<string>,
  outcome: Pick<Resolution, 'state' | 'error' | 'spent'>,
  deps: EffectDeps,
): Promise<void> {
  // Of a caller that is gone, or is being purged, nothing may be kept: its texts would outlive it.
  const caller = await deps.control.read(key);
  if (caller === undefined || caller.deleted !== undefined) return;
  const output = await deps.texts.store(key, await outputText());
  const decision = await changeSession(key, { type: 'resolve_called', seq, id, output, ...outcome }, deps);
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
