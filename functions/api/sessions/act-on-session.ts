import { Forbidden, Unavailable } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { PERMISSION_FOR_ACTION } from '../../../shared/domain/access/permission-for-action.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { Decision } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
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
 * @throws Unavailable when it is deleted and could not be hidden yet: a repeat hides it.
 */
export async function actOnSession(
  { sessionId, action, caller, reason }: SessionAct,
  deps: EffectDeps,
): Promise<Decision> {
  const key = { tenantId: caller.tenantId, sessionId };
  const known = await deps.control.read(key);
  if (known === undefined || !seesProject(caller, known.head.project)) throw sessionNotFound(sessionId);
  if (known.deleted !== undefined) {
    if (isStillShown(known)) await hide(known, deps);
    throw sessionNotFound(sessionId);
  }
  for (const permission of ['sessions:read', PERMISSION_FOR_ACTION[action]] as const) {
    if (!caller.permissions.includes(permission)) throw new Forbidden(permission);
  }
  const by = { userId: caller.userId, name: caller.name };
  const command = action === 'delete' ? { type: action, by } : { type: action, by, reason };
  const decision = await changeSession(key, command, deps, { known });
  if (decision === undefined || decision.refused?.why === 'DELETED') throw sessionNotFound(sessionId);
  if (!decision.changed) return decision;
  const after = await performEffects(decision.control, decision.added, deps);
  if (after !== undefined && isStillShown(after)) throw notHidden(sessionId);
  return decision;
}

/** Deleted, and its tombstone is not put: the delete is only answered, and a repeat a 404, when every URL is one (P13). */
function isStillShown({ deleted, effects }: ControlItem): boolean {
  return deleted !== undefined && effects.some(({ kind }) => kind === 'PUT_SUMMARY');
}

async function hide(control: ControlItem, deps: EffectDeps): Promise<void> {
  const tombstone = control.effects.filter(({ kind }) => kind === 'PUT_SUMMARY');
  const after = await performEffects(control, tombstone, deps);
  if (after !== undefined && isStillShown(after)) throw notHidden(control.head.sessionId);
}

function notHidden(sessionId: string): Unavailable {
  return new Unavailable(
    `The session ${sessionId} is being deleted, but it is still shown. Try again in a few seconds.`,
  );
}
