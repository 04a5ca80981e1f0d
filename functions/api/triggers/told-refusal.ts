import { Conflict, InvalidRequest } from '../../../shared/contracts/refusal.ts';
import type { RefusedOutside } from '../../../shared/effects/refused-outside.ts';

/** What a person is told whose trigger EventBridge or Scheduler would not take. */
export function toldRefusal({ why, message }: RefusedOutside): Conflict | InvalidRequest {
  return why === 'QUOTA' ? new Conflict(message) : new InvalidRequest(`The trigger can't be saved: ${message}`);
}
