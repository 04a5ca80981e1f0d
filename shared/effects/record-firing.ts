import type { Failure } from '../domain/session/error-category.ts';
import type { TriggerKey } from '../storage/trigger-row.ts';
import type { TriggerDeps } from './change-trigger.ts';

type RecordDeps = Pick<TriggerDeps, 'triggers' | 'busEvents' | 'clock' | 'reportFailure'>;

/** Notes on the trigger that it started a session. Not worth a failed delivery: it is reported when it can't be done. */
export async function recordFiring(key: TriggerKey, sessionId: string, deps: RecordDeps): Promise<void> {
  try {
    await deps.triggers.putFiring(key, { at: deps.clock.now(), sessionId, error: null });
  } catch (error) {
    deps.reportFailure('firing not recorded', { ...key, sessionId, error });
  }
}

/** Notes on the trigger why it started none, and tells it on the bus. */
export async function recordFailedFiring(
  key: TriggerKey,
  { category, message }: Failure,
  deps: RecordDeps,
): Promise<void> {
  const error = { category, message: message.slice(0, 2_000) };
  const found = await deps.triggers.find(key);
  await deps.triggers.putFiring(key, { at: deps.clock.now(), sessionId: found?.firing?.sessionId ?? null, error });
  await deps.busEvents.triggerFailed(key, error);
}
