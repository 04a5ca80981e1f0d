import type { sessionCommandRoutes } from '../../../shared/contracts/session-command-routes.ts';
import { inFlight } from '../../../shared/domain/session/calls.ts';
import { summaryOf } from '../../../shared/domain/session/session-summary.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import type { Operation } from '../http/operation.ts';
import { actOnSession } from './act-on-session.ts';
import { refusedAction } from './refused-action.ts';
import { sessionAnswer } from './session-answer.ts';
import { isoTime } from './session-row.ts';

type Command = 'pause' | 'resume' | 'cancel';
type CommandRoute = (typeof sessionCommandRoutes)[`${Command}Session`];

/** Pause, resume or cancel, with a receipt: what is in flight now finishes on its own, and nothing else starts. */
export function commandSession(action: Command): Operation<CommandRoute, EffectDeps> {
  return async ({ params, body, caller }, deps) => {
    const { sessionId } = params;
    const { control, changed, refused } = await actOnSession({ sessionId, action, caller, reason: body?.reason }, deps);
    if (refused !== undefined) throw refusedAction(action, control, caller);
    const session = await sessionAnswer(summaryOf(control), caller, deps.texts.read);
    const calls = inFlight(control).map(({ seq, toolName, at }) => ({ seq, toolName, startedAt: isoTime(at) }));
    return { body: { session, changed, inFlight: calls } };
  };
}
