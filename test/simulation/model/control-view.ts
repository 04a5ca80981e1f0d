import { isApproved } from '../../../shared/domain/session/calls.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { type Effect, effectName } from '../../../shared/domain/session/effect.ts';
import { type Entry, isResolved, type ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { summaryOf } from '../../../shared/domain/session/session-summary.ts';
import type { CallState, Tool, World } from './world.ts';

/** What the model looks at of one control item, worked out once. */
export type ControlView = {
  /** All that decides its behaviour and is not a number or a name that others hold too. */
  fixed: string;
  entries: readonly { seq: number; v: number; isResolved: boolean }[];
  /** Of each effect, by its name: a code among those of this item. Those of runs and tokens are given where these are known. */
  effectCodes: ReadonlyMap<string, string>;
  /** START_RUN, STOP_RUN and SEND_TOKEN, in their order. */
  namedEffects: readonly Effect[];
  calls: Partial<Record<Tool, CallState>>;
  summary: string;
  task: NonNullable<World['task']> | null;
  claimedBy: string | null;
};

const views = new WeakMap<ControlItem, ControlView>();

export function viewOf(control: ControlItem): ControlView {
  const known = views.get(control);
  if (known !== undefined) return known;
  const view = newView(control);
  views.set(control, view);
  return view;
}

const names = new WeakMap<Effect, string>();

export function nameOf(effect: Effect): string {
  const known = names.get(effect);
  if (known !== undefined) return known;
  const name = effectName(effect);
  names.set(effect, name);
  return name;
}

export const isNamed = ({ kind }: Effect): boolean =>
  kind === 'START_RUN' || kind === 'STOP_RUN' || kind === 'SEND_TOKEN';

/** Versions, times and all that is only shown are left out: nothing depends on them but the order of projections. */
function newView(control: ControlItem): ControlView {
  const { status, live, deleted, token, finalAnswer, proposed, turns, error, entries } = control;
  const effectCodes = codesOf(control);
  const codes = entries.map(entryCode).join('');
  const stored = [...effectCodes.values()].sort().join('');
  const proposals = proposed.map((call) => call.toolName).join('');
  const flags = [live, deleted, token, finalAnswer, error].map((flag) => (flag ? 1 : 0)).join('');
  return {
    fixed: `${status}${flags}${turns}${proposals},${codes},${stored}`,
    entries: entries.map((entry) => ({ seq: entry.seq, v: entry.v, isResolved: isResolved(entry) })),
    effectCodes,
    namedEffects: control.effects.filter(isNamed),
    calls: callsOf(control),
    summary: summaryCode(control),
    task: taskOf(control),
    claimedBy: entries.flatMap((entry) => (isCall(entry) && entry.claim ? [entry.claim.holder] : []))[0] ?? null,
  };
}

const isCall = (entry: Entry): entry is ToolCallEntry => entry.kind === 'TOOL_CALL';

/** A resolved entry only waits to be shown. */
function entryCode(entry: Entry): string {
  if (isResolved(entry)) return 'e';
  if (!isCall(entry)) return 'i';
  if (isApproved(entry)) return `${entry.toolName}a`;
  return `${entry.toolName}${entry.state === 'WAITING' ? 'w' : 'r'}`;
}

function codesOf(control: ControlItem): Map<string, string> {
  const seen = new Map<string, number>();
  const codes = new Map<string, string>();
  for (const effect of control.effects) {
    if (isNamed(effect)) continue;
    const code = effectCode(control, effect);
    const before = seen.get(code) ?? 0;
    seen.set(code, before + 1);
    codes.set(nameOf(effect), before === 0 ? code : `${code}${before}`);
  }
  return codes;
}

function effectCode(control: ControlItem, effect: Effect): string {
  switch (effect.kind) {
    case 'PUT_SUMMARY':
      return 's';
    case 'PUT_ENTRY':
      return `e${control.entries.findIndex(({ seq }) => seq === effect.seq)}`;
    case 'PUT_TASK':
      return 't';
    case 'CREATE_CALLED':
      return 'c';
    case 'PUBLISH_STATUS':
      return 'p';
    case 'PUT_DELETION':
      return 'd';
    case 'PURGE':
      return effect.notBefore > effect.at ? 'G' : 'g';
    default:
      return effect.kind;
  }
}

const STATES = { RUNNING: 'R', WAITING: 'W', SUCCEEDED: 'D', FAILED: 'F', CANCELED: 'X' } as const;

function callsOf(control: ControlItem): Partial<Record<Tool, CallState>> {
  const proposed = control.proposed.map(({ toolName }) => [toolName, 'P']);
  const dispatched = control.entries.filter(isCall).map((call) => [call.toolName, stateOf(call)]);
  return Object.fromEntries([...proposed, ...dispatched]);
}

/** An approved call is to be dispatched, as one that was proposed. */
function stateOf(call: ToolCallEntry): CallState {
  return call.state === 'WAITING' && isApproved(call) ? 'P' : STATES[call.state];
}

/** What a reader of the list and of the detail's head sees, apart from numbers of entries. */
function summaryCode(control: ControlItem): string {
  if (control.deleted !== undefined) return 'DELETED';
  const { status, waiting, finalResponse, turns, toolCalls } = summaryOf(control);
  const waits = waiting.map(({ kind }) => ` with a ${kind}`).join('');
  return `${status} after ${turns} turns, ${toolCalls} calls${waits}${finalResponse ? ', answered' : ''}`;
}

/** The task item as its projection from this control item shows it. */
function taskOf(control: ControlItem): ControlView['task'] {
  if (control.deleted !== undefined) return { v: control.version, state: 'DELETED', hasEffect: false };
  const call = control.entries.filter(isCall).find(({ link }) => link?.kind === 'manual_task');
  if (call === undefined) return null;
  const isDone = call.completion !== undefined;
  return { v: call.v, state: isDone ? 'COMPLETED' : call.state === 'WAITING' ? 'OPEN' : 'CANCELED', hasEffect: false };
}
