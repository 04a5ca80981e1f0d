import { inFlight } from '../calls.ts';
import { addSystemEntry, type Change, setStatus } from '../change.ts';
import type { PersonCommand } from '../command.ts';

/** Pauses at once when nothing is in flight, else as soon as the calls in flight have settled. Pause wakes nobody (P7). */
export function pauseSession(
  change: Change,
  { by, reason }: Extract<PersonCommand, { type: 'pause' | 'resume' | 'cancel' }>,
): void {
  addSystemEntry(change, 'PAUSE_REQUESTED', by, { reason });
  change.control.pause = { by, reason, at: change.now };
  if (inFlight(change.control).length > 0) setStatus(change, 'PAUSING');
  else becomePaused(change);
}

/** The pause has taken hold: nothing is in flight any more. */
export function becomePaused(change: Change): void {
  const { control } = change;
  addSystemEntry(change, 'PAUSED', control.pause?.by ?? null, { reason: control.pause?.reason });
  if (control.pause !== undefined) control.pause = { ...control.pause, at: change.now };
  setStatus(change, 'PAUSED');
}
