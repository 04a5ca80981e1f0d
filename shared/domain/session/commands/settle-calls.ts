import { addActiveTime } from '../active-time.ts';
import { findCall } from '../calls.ts';
import { type Change, showCounters, showEntry } from '../change.ts';
import type { CallResult, LifecycleCommand } from '../command.ts';
import { proceed } from '../proceed.ts';
import { countResult } from '../reserve-inference.ts';
import { settle } from './settle.ts';

/** Results are saved by whoever holds the claims, also in PAUSING and CANCELING (P3). False: every one of them came late. */
export function settleCalls(
  change: Change,
  { claim, results }: Extract<LifecycleCommand, { type: 'settle_calls' }>,
): boolean {
  const { control } = change;
  const saved = results.filter((result) => saveResult(change, result));
  if (saved.length === 0) return false;
  control.runsWithoutProgress = 0;
  settle(change);
  if (control.lease?.holder === claim.holder) proceed(change, claim);
  showCounters(change);
  return true;
}

function saveResult(change: Change, result: CallResult): boolean {
  const call = findCall(change.control, result.seq);
  if (call === undefined || call.state !== 'RUNNING' || call.claim?.holder !== result.holder) return false;
  call.state = result.state;
  call.output = result.output;
  call.error = result.error;
  call.claim = undefined;
  call.endedAt = change.now;
  countResult(change.control, call);
  showEntry(change, call);
  addActiveTime(change.control, result.activeMs);
  return true;
}
