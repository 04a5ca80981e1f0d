import { type Change, emit } from './change.ts';

/** Tells the session's execution that something happened (P7): `live` decides, not the token. */
export function wakeUp(change: Change): void {
  const { control } = change;
  control.wake += 1;
  if (!control.live) {
    startNextRun(change);
    return;
  }
  release(change);
}

/** Sends the stored token, if a wait has stored one, and forgets it. */
export function release(change: Change): void {
  const { token } = change.control;
  if (token === undefined) return;
  emit(change, { kind: 'SEND_TOKEN', token: token.value });
  change.control.token = undefined;
  change.control.runAt = change.now;
}

export function startNextRun(change: Change): void {
  const { control } = change;
  control.run += 1;
  control.runAt = change.now;
  control.live = true;
  control.token = undefined;
  control.lease = undefined;
  emit(change, { kind: 'START_RUN', run: control.run });
}
