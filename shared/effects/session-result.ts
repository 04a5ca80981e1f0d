import type { ControlItem } from '../domain/session/control-item.ts';
import type { SessionResult } from '../domain/session/session-result.ts';
import { BodyMissing } from '../storage/body-store.ts';
import { firstBytes } from '../storage/preview-of.ts';
import type { EffectDeps } from './effect-deps.ts';

/** How an ended session is told to its caller. `mostBytes`: of a longer final response the caller gets the beginning. */
export async function sessionResult(
  control: ControlItem,
  mostBytes: number,
  texts: Pick<EffectDeps['texts'], 'read'>,
): Promise<SessionResult> {
  const { sessionId } = control.head;
  if (control.status === 'CANCELED') return { status: 'canceled', sessionId, lastMessage: null };
  if (control.status === 'FAILED') return { status: 'failed', sessionId, lastMessage: null, error: control.error };
  const message = await finalResponse(control, texts);
  const lastMessage = message === undefined ? null : firstBytes(message, mostBytes).toString('utf8');
  return { status: 'completed', sessionId, lastMessage };
}

/** Purged when the session was deleted before its caller could be told: the caller must not wait for it for ever. */
async function finalResponse(
  { head: { tenantId, sessionId }, finalResponse: stored }: ControlItem,
  { read }: Pick<EffectDeps['texts'], 'read'>,
): Promise<string | undefined> {
  try {
    return stored && (await read({ tenantId, sessionId }, stored));
  } catch (error) {
    if (error instanceof BodyMissing) return undefined;
    throw error;
  }
}
