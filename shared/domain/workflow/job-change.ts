import type { CallResult, JobCall, JobControl } from './job-control.ts';
import { type JobEffect, jobEffectKey } from './job-effect.ts';

/** A change under way: a private copy of the job, the version it will have, and the effects added so far. */
export type JobChange = {
  readonly control: JobControl;
  readonly v: number;
  readonly now: number;
  readonly added: JobEffect[];
};

/** What a command did to the copy: it changed it, or there was nothing to change. */
export type JobVerdict = 'changed' | 'unchanged';

type EffectBody = JobEffect extends infer E ? (E extends JobEffect ? Omit<E, 'v' | 'at'> : never) : never;

/** Adds an effect, in the place of an older one of its kind and argument (P10). */
export function emitOfJob(change: JobChange, body: EffectBody): void {
  const effect: JobEffect = { ...body, v: change.v, at: change.now };
  const key = jobEffectKey(effect);
  change.control.effects = change.control.effects.filter((other) => jobEffectKey(other) !== key);
  change.control.effects.push(effect);
  change.added.push(effect);
}

/** Gives a call its result: the state machine's task is told, once for each token. */
export function finishCall(change: JobChange, call: JobCall, result: CallResult): void {
  call.state = 'DONE';
  call.result = result;
  call.endedAt = change.now;
  call.v = change.v;
  sendResult(change, call);
}

/** Sends the result of a call to its newest token. */
export function sendResult(change: JobChange, call: JobCall): void {
  if (call.token !== undefined) emitOfJob(change, { kind: 'SEND_RESULT', callId: call.id, token: call.token.value });
}
