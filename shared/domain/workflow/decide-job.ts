import { completeJobTask } from './commands/complete-job-task.ts';
import { endJob } from './commands/end-job.ts';
import { openCall } from './commands/open-call.ts';
import { resolveJobSession } from './commands/resolve-job-session.ts';
import type { JobChange, JobVerdict } from './job-change.ts';
import type { JobCommand, JobDecision, JobRefusal } from './job-command.ts';
import type { JobControl } from './job-control.ts';
import { jobDueAt, nextLook } from './job-due-at.ts';
import { type JobEffect, jobEffectName } from './job-effect.ts';

/**
 * The whole life of a job as a pure function, by the same rules as a session's (`decide`): the control item and a command
 * give the next control item with the effects that must follow, or a refusal. The removal of performed effects rides along.
 */
export function decideJob(
  control: JobControl,
  command: JobCommand,
  moment: { now: number; done?: readonly JobEffect[] },
): JobDecision {
  const change: JobChange = { control: copyOf(control), v: control.version + 1, now: moment.now, added: [] };
  const removed = removeEffects(change, moment.done ?? []);
  const verdict = apply(change, command);
  const refused = typeof verdict === 'object' ? { refused: verdict } : {};
  if (verdict !== 'changed' && !removed) return { control, changed: false, added: [], ...refused };
  change.control.version = change.v;
  change.control.dueAt = jobDueAt(change.control);
  return { control: change.control, changed: true, added: change.added, ...refused };
}

function apply(change: JobChange, command: JobCommand): JobVerdict | JobRefusal {
  switch (command.type) {
    case 'open_call':
      return openCall(change, command);
    case 'complete_task':
      return completeJobTask(change, command);
    case 'resolve_session':
      return resolveJobSession(change, command);
    case 'end':
      return endJob(change, command);
    case 'looked':
      return looked(change);
    case 'effects_done':
      return 'unchanged';
  }
}

function looked(change: JobChange): JobVerdict {
  const { control, now } = change;
  if (control.status !== 'RUNNING') return 'unchanged';
  control.looks += 1;
  control.lookAt = nextLook(control.looks, now);
  return 'changed';
}

/** Takes performed effects out of the outbox, each by its exact name (P9). */
function removeEffects({ control }: JobChange, done: readonly JobEffect[]): boolean {
  const names = new Set(done.map(jobEffectName));
  const left = control.effects.filter((effect) => !names.has(jobEffectName(effect)));
  if (left.length === control.effects.length) return false;
  control.effects = left;
  return true;
}

/** Lists and calls are changed in place, so they are copied; everything deeper is only ever replaced as a whole. */
function copyOf(control: JobControl): JobControl {
  return { ...control, calls: control.calls.map((call) => ({ ...call })), effects: [...control.effects] };
}
