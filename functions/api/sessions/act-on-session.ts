import { Forbidden } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { PERMISSION_FOR_ACTION } from '../../../shared/domain/access/permission-for-action.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { Decision } from '../../../shared/domain/session/command.ts';
import type { SessionAction } from '../../../shared/domain/session/session-actions.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { performEffects } from '../../../shared/effects/perform-effects.ts';
import { sessionNotFound } from './find-session.ts';

export type SessionAct = { sessionId: string; action: SessionAction; caller: Identity; reason?: string | undefined };

/**
 * One person does one thing with one session: authorised, decided and recorded on its own. What the change is to show is
 * shown before this answers.
 * @throws NotFound, also for an invisible one. @throws Forbidden
 */
export async function actOnSession(
  { sessionId, action, caller, reason }: SessionAct,
  deps: EffectDeps,
): Promise<Decision> {
  const key = { tenantId: caller.tenantId, sessionId };
  const known = await deps.control.read(key);
  if (known === undefined || known.deleted !== undefined || !seesProject(caller, known.head.project))
    throw sessionNotFound(sessionId);
  for (const permission of ['sessions:read', PERMISSION_FOR_ACTION[action]] as const) {
    if (!caller.permissions.includes(permission)) throw new Forbidden(permission);
  }
  const by = { userId: caller.userId, name: caller.name };
  const command = action === 'delete' ? { type: action, by } : { type: action, by, reason };
  const decision = await changeSession(key, command, deps, { known });
  if (decision === undefined || decision.refused?.why === 'DELETED') throw sessionNotFound(sessionId);
  if (decision.changed) await performEffects(decision.control, decision.added, deps);
  return decision;
}
