import type { AdvanceOutput, RunPayload } from '../../../shared/contracts/run-payload.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import type { Leaving } from './advance-loop.ts';

const LONGEST_BACK_OFF_S = 60;
/** A claim's grace beyond its holder's hard limit, in milliseconds (P4). */
const GRACE_MS = 30_000;

/** Where the execution goes from here. */
export function outputFor(
  leaving: Leaving,
  payload: RunPayload,
  control: ControlItem,
  moment: { now: number; random: () => number },
): AdvanceOutput {
  const base = { ...idsOf(payload), loop: payload.loop + 1, backOffs: 0, nonsense: 0 };
  switch (leaving.why) {
    case 'ended':
    case 'superseded':
      return ended(payload, control);
    case 'lease_lost':
    case 'time_used':
      return { ...base, next: 'CONTINUE' };
    case 'wait_for_results':
      return { ...base, next: 'WAIT_FOR_RESULTS', wake: control.wake };
    case 'wait_for_resume':
      return { ...base, next: 'WAIT_FOR_RESUME', wake: control.wake };
    case 'look_again': {
      const seconds = Math.ceil((leaving.notBefore + GRACE_MS - moment.now) / 1_000);
      return { ...base, next: 'BACK_OFF', seconds: within(seconds) };
    }
    case 'try_later': {
      const { afterMs, before } = leaving;
      const seconds = afterMs === undefined ? jittered(before.backOffs, moment.random) : afterMs / 1_000;
      const nonsense = leaving.nonsense ? before.nonsense + 1 : before.nonsense;
      return { ...base, next: 'BACK_OFF', seconds: within(seconds), backOffs: before.backOffs + 1, nonsense };
    }
  }
}

/** The run's last word: how the session ended, or that the run has no business with it any more. */
export function ended(payload: RunPayload, control: ControlItem): AdvanceOutput {
  const base = { ...idsOf(payload), loop: payload.loop + 1, backOffs: 0, nonsense: 0 };
  if (!isTerminal(control.status) || control.run !== payload.run || control.deleted !== undefined)
    return { ...base, next: 'SUPERSEDED' };
  if (control.status !== 'FAILED') return { ...base, next: control.status };
  // The message may quote what a model or tool wrote: the execution's history gets the category only.
  const cause = `Session ${payload.sessionId} failed; its activity says why.`;
  return { ...base, next: 'FAILED', error: control.error?.category ?? 'INTERNAL', cause };
}

function idsOf({ tenantId, sessionId, run }: RunPayload) {
  return { tenantId, sessionId, run };
}

/** The store or Step Functions is throttled or down: nothing is lost, and the next try comes later. */
export function backOff(payload: RunPayload, random: () => number): AdvanceOutput {
  const { backOffs, nonsense, loop } = payload;
  const seconds = within(jittered(backOffs, random));
  return { ...idsOf(payload), next: 'BACK_OFF', loop: loop + 1, backOffs: backOffs + 1, nonsense, seconds };
}

/** 1, 2, 4 … 60 s, each with full jitter above half of it. */
function jittered(backOffs: number, random: () => number): number {
  const most = Math.min(LONGEST_BACK_OFF_S, 2 ** backOffs);
  return most / 2 + (random() * most) / 2;
}

function within(seconds: number): number {
  return Math.min(LONGEST_BACK_OFF_S, Math.max(1, Math.round(seconds)));
}
