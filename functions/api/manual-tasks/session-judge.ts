import * as z from 'zod';
import type { ManualTask, TaskState } from '../../../shared/domain/manual-task/manual-task.ts';
import { findCall, taskIdOf } from '../../../shared/domain/session/calls.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import { performEffects } from '../../../shared/effects/perform-effects.ts';
import { taskStateOf } from '../../../shared/effects/put-task.ts';
import { taskStore } from './find-task.ts';
import { textsKeyOf } from './task-answer.ts';
import type { Completion, JudgeDeps, TaskJudge } from './task-judge.ts';

/** What the form of an approval lets through. */
const verdictSchema = z.object({ approved: z.boolean(), reason: z.string().optional() });

/** A session's task is decided by one conditional write on the session's control item. */
export function sessionJudge(task: ManualTask, deps: JudgeDeps): TaskJudge {
  const key = textsKeyOf(task);
  const seq = task.origin.seq ?? 0;
  let known: ControlItem | undefined;
  const callIn = (control: ControlItem) => {
    const call = findCall(control, seq);
    return call !== undefined && taskIdOf(call) === task.taskId ? call : undefined;
  };

  async function stateIn(control: ControlItem | undefined): Promise<TaskState | undefined> {
    if (control === undefined || control.deleted !== undefined) return undefined;
    const call = callIn(control);
    // A call leaves the control item only after its task was put as it ended.
    if (call === undefined) return taskStore(deps).getTask(task);
    return taskStateOf(control, call, task.taskId, deps.texts);
  }

  return {
    async look() {
      known = await deps.control.read(key);
      return stateIn(known);
    },

    async complete({ output, by }) {
      const control = known ?? (await deps.control.read(key));
      if (control === undefined || control.deleted !== undefined) return undefined;
      const stored = await deps.texts.store(key, JSON.stringify(output));
      const command = { type: 'complete_task', seq, by, requestId: deps.newWriteId(), output: stored } as const;
      const verdict = verdictOf(callIn(control), output);
      const decision = await changeSession(key, { ...command, verdict }, deps, { known: control });
      if (decision === undefined || decision.control.deleted !== undefined) {
        // Of a session that is gone nothing may be kept: the output would outlive it.
        await deps.projections.purge(key);
        return undefined;
      }
      const state = await stateIn(decision.control);
      if (state === undefined) return undefined;
      if (decision.changed) await performEffects(decision.control, decision.added, deps);
      return { taken: decision.refused === undefined, state };
    },
  };
}

function verdictOf(call: ToolCallEntry | undefined, output: Completion['output']) {
  if (call?.approval === undefined) return undefined;
  const { approved, reason = '' } = verdictSchema.parse(output);
  return { approved, reason: reason.trim() === '' ? undefined : reason.trim() };
}
