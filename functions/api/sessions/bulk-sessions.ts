import { Refusal } from '../../../shared/contracts/refusal.ts';
import type { BulkResult, sessionCommandRoutes } from '../../../shared/contracts/session-command-routes.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import type { Operation } from '../http/operation.ts';
import { actOnSession, type SessionAct } from './act-on-session.ts';

const AT_ONCE = 10;
/** No further session is begun with less time than this, in milliseconds: the gateway gives up on us at 30 s. */
const RESERVE_MS = 8_000;

/** One action on up to 100 sessions: each is authorised, decided and recorded on its own, and none undoes another. */
export const bulkSessions: Operation<typeof sessionCommandRoutes.bulkSessions, EffectDeps> = async (
  { body: { action, sessionIds }, caller, remainingMs },
  deps,
) => {
  const results = new Map<string, BulkResult>();
  const waiting = [...sessionIds];
  const work = async () => {
    for (let sessionId = waiting.shift(); sessionId !== undefined; sessionId = waiting.shift()) {
      const inTime = remainingMs() > RESERVE_MS;
      results.set(sessionId, inTime ? await actOn({ sessionId, action, caller }, deps) : notAttempted(sessionId));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, sessionIds.length) }, work));
  const inOrder = sessionIds.flatMap((sessionId) => results.get(sessionId) ?? []);
  return { body: { results: inOrder, counts: countOutcomes(inOrder) } };
};

async function actOn(act: SessionAct, deps: EffectDeps): Promise<BulkResult> {
  const { sessionId } = act;
  try {
    const { control, changed, refused } = await actOnSession(act, deps);
    if (refused !== undefined)
      return { sessionId, outcome: 'refused', status: control.status, code: 'ACTION_NOT_ALLOWED' };
    const status = control.deleted === undefined ? { status: control.status } : {};
    return { sessionId, outcome: changed ? 'applied' : 'unchanged', ...status };
  } catch (error) {
    if (!(error instanceof Refusal)) deps.reportFailure('bulk action failed', { sessionId, action: act.action, error });
    return failure(sessionId, error instanceof Refusal ? error.code : 'UNAVAILABLE');
  }
}

function failure(sessionId: string, code: BulkResult['code']): BulkResult {
  if (code === 'NOT_FOUND') return { sessionId, outcome: 'not_found', code };
  if (code === 'FORBIDDEN') return { sessionId, outcome: 'forbidden', code };
  return { sessionId, outcome: 'failed', code };
}

function notAttempted(sessionId: string): BulkResult {
  return { sessionId, outcome: 'failed', code: 'UNAVAILABLE' };
}

function countOutcomes(results: readonly BulkResult[]): Record<BulkResult['outcome'], number> {
  const count = (outcome: BulkResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
  return {
    applied: count('applied'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    forbidden: count('forbidden'),
    not_found: count('not_found'),
    failed: count('failed'),
  };
}
