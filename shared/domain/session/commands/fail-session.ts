import { inFlight } from '../calls.ts';
import type { Change } from '../change.ts';
import { endSession } from '../end-session.ts';
import type { Failure } from '../error-category.ts';
import { SESSION_TRANSITIONS } from '../session-transitions.ts';

/** A fatal error, or five new runs without progress. False: it is not evaluated now. */
export function failSession(change: Change, occurrence: 'fatalError' | 'noProgress', failure: Failure): boolean {
  const { control } = change;
  const cell = SESSION_TRANSITIONS[occurrence][control.status];
  if (cell.does !== 'move') return false;
  if (cell.whileInFlight === 'stay' && inFlight(control).length > 0) return false;
  if (cell.to === 'CANCELED') endSession(change, { status: 'CANCELED', ...control.cancel });
  else endSession(change, { status: 'FAILED', failure });
  return true;
}
