import { addSystemEntry, type Change, setStatus } from '../change.ts';
import type { PersonCommand } from '../command.ts';
import { wakeUp } from '../wake-up.ts';

/** Back to RUNNING; the execution is woken and takes up what was stored meanwhile. */
export function resumeSession(
  change: Change,
  { by, reason }: Extract<PersonCommand, { type: 'pause' | 'resume' | 'cancel' }>,
): void {
  const { control } = change;
  const pausedMs = Math.max(0, change.now - (control.pause?.at ?? change.now));
  addSystemEntry(change, 'RESUMED', by, { reason, pausedMs });
  control.pause = undefined;
  setStatus(change, 'RUNNING');
  wakeUp(change);
}
