import type { Actor } from './actor.ts';
import { setAside } from './budget.ts';
import { addEntry, addSystemEntry, type Change, emit, setStatus, showEntry } from './change.ts';
import { giveBack } from './daily-allowance.ts';
import { type Entry, isResolved, type ToolCallEntry } from './entry.ts';
import type { Failure } from './error-category.ts';
import type { TerminalStatus } from './session-status.ts';
import type { Spending } from './spending.ts';
import type { StoredText } from './stored-text.ts';
import { release } from './wake-up.ts';

type Ending = {
  status: TerminalStatus;
  by?: Actor | undefined;
  reason?: string | undefined;
  failure?: Failure;
  response?: StoredText;
};

/** The terminal write: every open entry resolves, a waiting execution is released, whoever called is told. */
export function endSession(change: Change, ending: Ending): void {
  const { control } = change;
  const handedOn = setAside(control);
  if (isSomething(handedOn)) control.handedOn = handedOn;
  for (const entry of control.entries) if (!isResolved(entry)) resolveOpenEntry(change, entry);
  control.proposed = [];
  control.reserved = undefined;
  control.finalAnswerCut = undefined;
  control.inference = undefined;
  control.finalAnswer = undefined;
  control.error = ending.failure;
  control.endedAt = change.now;
  if (ending.response !== undefined) {
    control.finalResponse = ending.response;
    addEntry(change, { kind: 'RESPONSE', state: 'SUCCEEDED', text: ending.response, endedAt: change.now });
  }
  addSystemEntry(change, ending.status, ending.by ?? null, { reason: ending.reason ?? ending.failure?.message });
  setStatus(change, ending.status);
  control.wake += 1; // a Park under way must not store its token
  release(change);
  giveBack(change);
  if (control.head.caller !== null) emit(change, { kind: 'RESOLVE_CALLER' });
}

function isSomething({ tokens, costUsd, activeMs }: Spending): boolean {
  return tokens > 0 || costUsd > 0 || activeMs > 0;
}

function resolveOpenEntry(change: Change, entry: Entry): void {
  entry.endedAt = change.now;
  if (entry.kind === 'TOOL_CALL') resolveOpenCall(change, entry);
  else if (entry.kind === 'REASONING') entry.state = 'CANCELED';
  showEntry(change, entry);
}

function resolveOpenCall(change: Change, call: ToolCallEntry): void {
  if (call.state === 'RUNNING') {
    call.state = 'FAILED';
    call.error = {
      category: 'OUTCOME_UNKNOWN',
      message: 'The session ended while this call was under way; it may have taken effect.',
    };
    call.claim = undefined;
    return;
  }
  call.state = 'CANCELED';
  if (call.link?.kind === 'manual_task') emit(change, { kind: 'PUT_TASK', seq: call.seq });
  else
    call.output = {
      text: JSON.stringify({ note: `The called ${call.link?.kind ?? 'session'} goes on; it was not canceled.` }),
    };
}
