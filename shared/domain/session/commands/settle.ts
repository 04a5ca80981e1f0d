import { inFlight } from '../calls.ts';
import type { Change } from '../change.ts';
import { endSession } from '../end-session.ts';
import { becomePaused } from './pause-session.ts';

/** After a call settled: the last one in flight lets a pause or a cancel take hold. */
export function settle(change: Change): void {
  const { control } = change;
  if (inFlight(control).length > 0) return;
  if (control.status === 'PAUSING') becomePaused(change);
  if (control.status === 'CANCELING') endSession(change, { status: 'CANCELED', ...control.cancel });
}
