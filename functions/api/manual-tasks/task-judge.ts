import type { ManualTask, TaskState } from '../../../shared/domain/manual-task/manual-task.ts';
import type { Actor } from '../../../shared/domain/session/actor.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import type { ReadDeps } from '../sessions/session-reads.ts';
import { jobJudge } from './job-judge.ts';
import { sessionJudge } from './session-judge.ts';

export type JudgeDeps = ReadDeps & EffectDeps;

/** Who decides a task: the control item of the session or job that asks for it (P11). The task item is a projection of it. */
export type TaskJudge = {
  /** The task as it is now. `undefined`: who asked for it is gone. */
  look: () => Promise<TaskState | undefined>;
  /** Exactly one completion is taken; the state says which. `undefined`: who asked for it is gone. */
  complete: (completion: Completion) => Promise<{ taken: boolean; state: TaskState } | undefined>;
};

/** `output` fits the form of the task. */
export type Completion = { output: unknown; by: Actor };

/** The judge of a task, by the kind of its origin. */
export function judgeOf(task: ManualTask, deps: JudgeDeps): TaskJudge {
  switch (task.origin.kind) {
    case 'session':
      return sessionJudge(task, deps);
    case 'job':
      return jobJudge(task, deps);
  }
}
