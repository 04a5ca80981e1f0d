import { inFlight } from '../calls.ts';
import { addSystemEntry, type Change, emit } from '../change.ts';
import { startNextRun } from '../wake-up.ts';
import { failSession } from './fail-session.ts';

/** New runs without progress that a session is given; the next loss ends it (design, section 3). */
const RUNS_WITHOUT_PROGRESS = 5;

/** The execution of the current run is lost or overdue (P14): the old one is stopped, a new run is started. */
export function recoverRun(change: Change): void {
  const { control } = change;
  const works =
    control.status !== 'PAUSED' &&
    (control.inference !== undefined || inFlight(control).length > 0 || control.turns === 0);
  if (works && control.runsWithoutProgress >= RUNS_WITHOUT_PROGRESS) {
    const message = `${RUNS_WITHOUT_PROGRESS} new runs of the session ended without any progress; look at the errors of the advance-session function.`;
    if (failSession(change, 'noProgress', { category: 'NO_PROGRESS', message })) return;
  }
  if (works) control.runsWithoutProgress += 1;
  emit(change, { kind: 'STOP_RUN', run: control.run });
  startNextRun(change);
  addSystemEntry(change, 'RECOVERED', null);
}
