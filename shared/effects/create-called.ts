import { findCall } from '../domain/session/calls.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import type { ToolCallEntry } from '../domain/session/entry.ts';
import type { Failure } from '../domain/session/error-category.ts';
import { notAsApproved } from './arguments-hash.ts';
import { changeSession } from './change-session.ts';
import type { EffectDeps } from './effect-deps.ts';
import { performEffects } from './perform-effects.ts';
import { startCalledJob } from './start-called-job.ts';
import { startCalledSession } from './start-called-session.ts';

/**
 * Creates the session or job that a call asked for. Its id is derived, so a repeat finds what is there (P12). What can't be
 * created is the call's outcome: it fails with the reason, and the session goes on.
 */
export async function createCalled(control: ControlItem, seq: number, deps: EffectDeps): Promise<void> {
  const call = findCall(control, seq);
  if (call?.link === undefined || call.state !== 'RUNNING' || control.deleted !== undefined) return;
  const { tenantId, sessionId } = control.head;
  const failure = await create(control, call, deps);
  if (failure === undefined) return;
  const decision = await changeSession(
    { tenantId, sessionId },
    { type: 'resolve_called', seq, id: call.link.id, state: 'FAILED', error: failure, created: false },
    deps,
  );
  if (decision?.changed) await performEffects(decision.control, decision.added, deps);
}

async function create(control: ControlItem, call: ToolCallEntry, deps: EffectDeps): Promise<Failure | undefined> {
  if (call.approval !== undefined) {
    const refusal = notAsApproved(call, await deps.texts.read(control.head, call.input));
    if (refusal !== undefined) return refusal;
  }
  switch (call.link?.kind) {
    case 'session':
      return startCalledSession(control, call, deps);
    case 'job':
      return startCalledJob(control, call, deps);
    default:
      throw new Error(`The call ${call.seq} of ${control.head.sessionId} asks for nothing that can be created.`);
  }
}
