import type { Actor } from '../actor.ts';
import { taskIdOf } from '../calls.ts';
import { type Change, emit } from '../change.ts';

/** Longer than any performer of effects lives, in milliseconds: what a late one wrote is purged by the second pass (P13). */
const LAST_PURGE_AFTER_MS = 20 * 60_000;

/** Tombstones over what is shown, the execution stopped, everything purged, and purged again when no late writer can live. */
export function deleteSession(change: Change, by: Actor | null): void {
  const { control } = change;
  control.deleted = { at: change.now, by };
  control.live = false;
  emit(change, { kind: 'PUT_SUMMARY' });
  emit(change, { kind: 'PUT_DELETION' });
  for (const entry of control.entries) {
    if (entry.kind === 'TOOL_CALL' && taskIdOf(entry) !== undefined) emit(change, { kind: 'PUT_TASK', seq: entry.seq });
  }
  emit(change, { kind: 'STOP_RUN', run: control.run });
  emit(change, { kind: 'PURGE', notBefore: change.now });
  emit(change, { kind: 'PURGE', notBefore: change.now + LAST_PURGE_AFTER_MS });
}
