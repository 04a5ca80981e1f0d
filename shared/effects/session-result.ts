import type { ControlItem } from '../domain/session/control-item.ts';
import type { SessionResult } from '../domain/session/session-result.ts';
import { firstBytes } from '../storage/preview-of.ts';
import type { EffectDeps } from './effect-deps.ts';

/** How an ended session is told to its caller. `mostBytes`: of a longer final response the caller gets the beginning. */
export async function sessionResult(
  control: ControlItem,
  mostBytes: number,
  { read }: EffectDeps['texts'],
): Promise<SessionResult> {
  const { tenantId, sessionId } = control.head;
  if (control.status === 'CANCELED') return { status: 'canceled', sessionId, lastMessage: null };
  if (control.status === 'FAILED') return { status: 'failed', sessionId, lastMessage: null, error: control.error };
  const message = control.finalResponse && (await read({ tenantId, sessionId }, control.finalResponse));
  const lastMessage = message === undefined ? null : firstBytes(message, mostBytes).toString('utf8');
  return { status: 'completed', sessionId, lastMessage };
}
