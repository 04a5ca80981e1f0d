import { inFlight } from '../calls.ts';
import { addSystemEntry, type Change, setStatus } from '../change.ts';
import type { PersonCommand } from '../command.ts';
import { endSession } from '../end-session.ts';

/** From this write on no tool call starts. Ends at once when nothing is in flight, else when the calls in flight have settled. */
export function cancelSession(
  change: Change,
  { by, reason }: Extract<PersonCommand, { type: 'pause' | 'resume' | 'cancel' }>,
): void {
  const { control } = change;
  addSystemEntry(change, 'CANCEL_REQUESTED', by, { reason });
  control.cancel = { by, reason };
  if (inFlight(control).length === 0) {
    endSession(change, { status: 'CANCELED', by, reason });
    return;
  }
  setStatus(change, 'CANCELING');
  control.wake += 1; // a Park under way must not store its token
}
