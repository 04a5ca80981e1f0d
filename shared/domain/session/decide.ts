import type { Change } from './change.ts';
import type { Command, Decision, Refusal } from './command.ts';
import { cancelSession } from './commands/cancel-session.ts';
import { completeTask } from './commands/complete-task.ts';
import { deleteSession } from './commands/delete-session.ts';
import { driveSession } from './commands/drive-session.ts';
import { pauseSession } from './commands/pause-session.ts';
import { recoverRun } from './commands/recover-run.ts';
import { removeEffects } from './commands/remove-effects.ts';
import { resolveCalled } from './commands/resolve-called.ts';
import { resumeSession } from './commands/resume-session.ts';
import { mayStoreToken } from './commands/store-token.ts';
import type { ControlItem } from './control-item.ts';
import { copyControl } from './copy-control.ts';
import { nextDueAt } from './due-at.ts';
import type { Effect } from './effect.ts';
import { isTerminal } from './session-status.ts';
import { SESSION_TRANSITIONS } from './session-transitions.ts';
import { release } from './wake-up.ts';

/** What a command did to the copy: it changed it, there was nothing to change, or it is refused. */
export type Verdict = 'changed' | 'unchanged' | Refusal;

/**
 * The whole life of a session as a pure function (design, section 4): the control item and a command give the next control
 * item with the effects that must follow, or a refusal. `done` are effects that were performed; their removal rides on any
 * write (P9). The caller saves the result with one write conditional on the version it read.
 */
export function decide(
  control: ControlItem,
  command: Command,
  moment: { now: number; done?: readonly Effect[] },
): Decision {
  const change: Change = { control: copyControl(control), v: control.version + 1, now: moment.now, added: [] };
  const removed = removeEffects(change, moment.done ?? []);
  const verdict = apply(change, command);
  const refused = typeof verdict === 'object' ? { refused: verdict } : {};
  if (verdict !== 'changed' && !removed) return { control, changed: false, added: [], ...refused };
  change.control.version = change.v;
  change.control.dueAt = nextDueAt(change.control, moment.now, control.dueAt);
  return { control: change.control, changed: true, added: change.added, ...refused };
}

function apply(change: Change, command: Command): Verdict {
  if (command.type === 'effects_done') return 'unchanged';
  if (command.type === 'reschedule')
    return nextDueAt(change.control, change.now, change.control.dueAt) === change.control.dueAt
      ? 'unchanged'
      : 'changed';
  if (change.control.deleted !== undefined) return { why: 'DELETED' };
  switch (command.type) {
    case 'pause':
    case 'resume':
    case 'cancel':
    case 'delete':
      return applyPerson(change, command);
    case 'complete_task': {
      const outcome = completeTask(change, command);
      return outcome === 'repeated' ? 'unchanged' : outcome;
    }
    case 'resolve_called':
      return resolveCalled(change, command) ? 'changed' : 'unchanged';
    case 'store_token':
      return storeToken(change, command);
    case 'recover':
      return recover(change, command.run);
    default:
      return driveSession(change, command);
  }
}

function applyPerson(
  change: Change,
  command: Extract<Command, { type: 'pause' | 'resume' | 'cancel' | 'delete' }>,
): Verdict {
  const { does } = SESSION_TRANSITIONS[command.type][change.control.status];
  if (does === 'refuse' || does === 'impossible') return { why: 'NOT_ALLOWED' };
  if (does === 'nothing') return 'unchanged';
  switch (command.type) {
    case 'pause':
      pauseSession(change, command);
      break;
    case 'resume':
      resumeSession(change, command);
      break;
    case 'cancel':
      cancelSession(change, command);
      break;
    case 'delete':
      deleteSession(change, command.by);
  }
  return 'changed';
}

function storeToken(change: Change, command: Extract<Command, { type: 'store_token' }>): Verdict {
  const { control } = change;
  if (control.token?.value === command.token) return 'unchanged';
  if (!mayStoreToken(control, command)) return { why: 'WAIT_OVER' };
  control.token = { value: command.token, run: command.run, order: command.order, storedAt: change.now };
  return 'changed';
}

function recover(change: Change, run: number): Verdict {
  const { control } = change;
  if (control.run !== run || !control.live) return { why: 'SUPERSEDED' };
  if (!isTerminal(control.status)) {
    recoverRun(change);
    return 'changed';
  }
  if (control.token === undefined) return 'unchanged';
  release(change);
  return 'changed';
}
