import { isTerminal } from '../../shared/domain/session/session-status.ts';
import type { TriggerItem } from '../../shared/domain/trigger/trigger.ts';
import { changeSession } from '../../shared/effects/change-session.ts';
import { performEffects } from '../../shared/effects/perform-effects.ts';
import type { startSession } from '../../shared/effects/start-session.ts';
import type { SessionKey } from '../../shared/storage/control-store.ts';

type Deps = Parameters<typeof startSession>[1];

/** Cancels a session that its trigger started while it was being stopped. */
export async function cancelStarted(session: SessionKey, { removed, record }: TriggerItem, deps: Deps): Promise<void> {
  const reason = `Its trigger was ${removed ? 'deleted' : 'disabled'} at the moment it fired.`;
  const decision = await changeSession(session, { type: 'cancel', by: record.updatedBy, reason }, deps);
  if (decision?.changed) await performEffects(decision.control, decision.added, deps);
}

/**
 * An earlier delivery may have started the session, after the stop that it had not read yet, and died before it looked again.
 * A session from before the stop goes on.
 */
export async function cancelStartedAfterStop(
  session: SessionKey,
  trigger: TriggerItem | undefined,
  deps: Deps,
): Promise<void> {
  if (trigger?.stoppedAt === undefined) return;
  const control = await deps.control.read(session);
  if (control === undefined || control.deleted !== undefined || isTerminal(control.status)) return;
  if (control.head.startedAt >= trigger.stoppedAt) await cancelStarted(session, trigger, deps);
}
