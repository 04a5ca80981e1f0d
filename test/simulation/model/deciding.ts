import type { Command, Decision } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { decide } from '../../../shared/domain/session/decide.ts';
import { dueAt } from '../../../shared/domain/session/due-at.ts';
import { type Effect, effectName } from '../../../shared/domain/session/effect.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { START } from '../../builders/a-session.ts';
import { areAllOn, type Rules } from './rules.ts';

/** Production's decision about one command, with one rule switched off perhaps. */
export type Decide = (control: ControlItem, command: Command, done: readonly Effect[]) => Decision;

/** The model has no clock: all that happens, happens now. */
export const NOW = START;

/**
 * `decide` under the given rules. A control item is never changed in place, so what was decided about it once is known:
 * steps of different processes meet on the same item again and again.
 */
export function deciding(rules: Rules): Decide {
  const known = new WeakMap<ControlItem, Map<string, Decision>>();
  const isWhole = areAllOn(rules);
  return (control, command, done) => {
    const decisions = known.get(control) ?? new Map<string, Decision>();
    const name = nameOf(command, done);
    const before = decisions.get(name);
    if (before !== undefined) return before;
    const decision = isWhole
      ? decide(control, command, { now: NOW, done })
      : decideWithout(rules, control, command, done);
    known.set(control, decisions.set(name, decision));
    return decision;
  };
}

function nameOf(command: Command, done: readonly Effect[]): string {
  let name: string = command.type;
  if ('run' in command) name += `/${command.run}`;
  if ('claim' in command) name += `/${command.claim.holder}/${command.claim.boot}`;
  if ('holder' in command) name += `/${command.holder}`;
  if ('wake' in command) name += `/${command.wake}`;
  if ('token' in command) name += `/${command.token}/${command.order}`;
  if ('turn' in command) name += `/${command.turn}${command.hold ? ' held' : ''}`;
  if ('verdict' in command) name += `/${command.verdict?.approved}`;
  if ('answer' in command) name += `/${command.answer.calls.map((call) => call.toolName).join('')}`;
  for (const effect of done) name += ` ${effectName(effect)}`;
  return name;
}

/** Asks and answers are rewritten so that `decide` does what it would do without the rule. */
function decideWithout(rules: Rules, control: ControlItem, command: Command, done: readonly Effect[]): Decision {
  const shown = shownAs(rules, control, command);
  const removed = rules.removeExact ? done : ofSameKinds(control, done);
  const decision = decide({ ...control, ...shown }, asked(rules, control, command), { now: NOW, done: removed });
  if (!decision.changed) return { ...decision, control };
  const after = decision.control;
  if ('live' in shown && after.live) after.live = control.live;
  if ('run' in shown) after.run = control.run;
  if ('lease' in shown && command.type !== 'take_lease') after.lease = control.lease;
  if ('live' in shown) after.dueAt = dueAt(after);
  return rewritten(rules, control, command, decision);
}

/** What of the control item is shown to `decide` differently from what it is. */
function shownAs(rules: Rules, control: ControlItem, command: Command): Partial<ControlItem> {
  const wakes = command.type === 'resume' || command.type === 'complete_task' || command.type === 'resolve_called';
  if (!rules.wakeByLive && wakes && control.token !== undefined) return { live: true };
  if (command.type === 'store_token') {
    return { ...(rules.parkLive ? {} : { live: true }), ...(rules.fence ? {} : { run: command.run }) };
  }
  const holder = 'holder' in command ? command.holder : 'claim' in command ? command.claim.holder : undefined;
  if (!rules.lease && holder !== undefined && control.lease !== undefined)
    return { lease: { ...control.lease, holder } };
  return {};
}

function asked(rules: Rules, control: ControlItem, command: Command): Command {
  if (command.type === 'store_token') {
    const wake = rules.parkCompares ? command.wake : control.wake;
    // Without an order the last to come is always the newest.
    const order = rules.parkOrder || control.token === undefined ? command.order : control.token.order + 1;
    return { ...command, wake, order };
  }
  if (command.type === 'record_answer' && !rules.answerNamesTurn) return { ...command, turn: control.turns + 1 };
  return 'run' in command && !rules.fence ? { ...command, run: control.run } : command;
}

function ofSameKinds(control: ControlItem, done: readonly Effect[]): Effect[] {
  return control.effects.filter(({ kind }) => done.some((other) => other.kind === kind));
}

function rewritten(rules: Rules, before: ControlItem, command: Command, decision: Decision): Decision {
  const after = decision.control;
  if (!rules.leaseKeepsToken && command.type === 'take_lease') after.token = undefined;
  if (!rules.creationInFlight) {
    for (const entry of after.entries) {
      if (entry.kind === 'TOOL_CALL' && entry.state === 'RUNNING' && entry.claim === undefined) entry.state = 'WAITING';
    }
  }
  let unwanted: Effect['kind'] | undefined;
  if (!rules.release && isTerminal(after.status) && !isTerminal(before.status)) {
    after.token = before.token;
    unwanted = 'SEND_TOKEN';
  }
  if (!rules.recoverStops && command.type === 'recover') unwanted = 'STOP_RUN';
  if (!rules.deleteStops && command.type === 'delete') unwanted = 'STOP_RUN';
  after.effects = rules.storedEffects ? after.effects.filter(({ kind }) => kind !== unwanted) : [];
  return { ...decision, added: decision.added.filter(({ kind }) => kind !== unwanted) };
}
