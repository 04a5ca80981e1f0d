import { approvedCalls, inFlight, waitingCalls } from './calls.ts';
import type { ControlItem } from './control-item.ts';
import type { WantedBlock } from './daily-allowance.ts';
import type { ToolCallEntry } from './entry.ts';
import { isTerminal, type TerminalStatus } from './session-status.ts';

/** What the invocation that holds the lease has to do now. */
export type NextStep =
  | { do: 'infer'; seq: number }
  /** Run these calls: they are claimed by this invocation. */
  | { do: 'run_calls'; calls: ToolCallEntry[] }
  /** Sessions or jobs are being created: that is this invocation's own effect, to be performed now. */
  | { do: 'create_called' }
  /** Calls are held by an invocation that may still live: look again later. */
  | { do: 'look_again'; notBefore: number }
  /** A block of the tenant's daily budget is to be leased before the next model call. */
  | { do: 'lease_budget'; block: WantedBlock }
  /** Something is to be taken up: calls for which this invocation may have no time, or what came from outside meanwhile. */
  | { do: 'enter_again' }
  | { do: 'wait_for_results' }
  | { do: 'wait_for_resume' }
  | { do: 'end'; status: TerminalStatus };

export function nextStep(control: ControlItem, holder: string): NextStep {
  if (isTerminal(control.status)) return { do: 'end', status: control.status };
  const flying = inFlight(control);
  const mine = flying.filter((call) => call.claim?.holder === holder);
  if (mine.length > 0) return { do: 'run_calls', calls: mine };
  const held = flying.flatMap(({ claim }) => (claim === undefined ? [] : [claim.until]));
  if (held.length > 0) return { do: 'look_again', notBefore: Math.min(...held) };
  if (flying.length > 0) return { do: 'create_called' };
  if (control.status === 'PAUSED') return { do: 'wait_for_resume' };
  if (control.proposed.length + approvedCalls(control).length > 0) return { do: 'enter_again' };
  if (waitingCalls(control).length > 0) return { do: 'wait_for_results' };
  if (control.wantedBlock !== undefined) return { do: 'lease_budget', block: control.wantedBlock };
  return control.inference === undefined ? { do: 'enter_again' } : { do: 'infer', seq: control.inference };
}
