import * as z from 'zod';
import type { manualTaskRoutes } from '../../../shared/contracts/manual-task-routes.ts';
import { InvalidRequest } from '../../../shared/contracts/refusal.ts';
import { schemaViolations } from '../../../shared/domain/agent/schema-violations.ts';
import type { TaskState } from '../../../shared/domain/manual-task/manual-task.ts';
import { withinTime } from '../../../shared/runtime/within-time.ts';
import { BodyMissing } from '../../../shared/storage/body-store.ts';
import type { Operation } from '../http/operation.ts';
import { taskNotFound, visibleTask } from './find-task.ts';
import { textsKeyOf, wholeTaskAnswer } from './task-answer.ts';
import { heldByOther, isAdmin, taskClosed } from './task-conflicts.ts';
import { type JudgeDeps, judgeOf } from './task-judge.ts';

/** Milliseconds in which an output is checked; a form without patterns takes less than one. */
const CHECK_MS = 250;

const formSchema = z.record(z.string(), z.unknown());

/** The output becomes the result of the call that waits; who waits goes on by itself. */
export const completeManualTask: Operation<typeof manualTaskRoutes.completeManualTask, JudgeDeps> = async (
  { params: { taskId }, body: { output }, caller },
  deps,
) => {
  const task = await visibleTask(taskId, caller, deps);
  const judge = judgeOf(task, deps);
  try {
    const before = await judge.look();
    if (before === undefined) throw taskNotFound(taskId);
    if (before.status !== 'OPEN') throw taskClosed(before);
    const refusal = isAdmin(caller) ? undefined : heldByOther(task, caller);
    if (refusal !== undefined) throw refusal;
    await checkOutput(before, output, deps);
    const outcome = await judge.complete({ output, by: { userId: caller.userId, name: caller.name } });
    if (outcome === undefined) throw taskNotFound(taskId);
    if (!outcome.taken) throw taskClosed(outcome.state);
    return {
      body: await wholeTaskAnswer({ ...outcome.state, claimedBy: task.claimedBy }, caller, deps.texts.read),
    };
  } catch (error) {
    // The session was deleted between the reads.
    if (error instanceof BodyMissing) throw taskNotFound(taskId);
    throw error;
  }
};

/** @throws InvalidRequest naming each part of the output that does not fit the form. */
async function checkOutput(task: TaskState, output: unknown, { texts }: JudgeDeps): Promise<void> {
  if (task.form === undefined) return;
  const form = formSchema.parse(JSON.parse(await texts.read(textsKeyOf(task), task.form)));
  // Matching a person's pattern with a text may take for ever: that must not hold up anybody else.
  const violations = withinTime(CHECK_MS, () => schemaViolations(form, output)) ?? [
    {
      path: '',
      message: "Can't be checked against the form in time: it is too large, or a pattern of the form takes too long.",
    },
  ];
  if (violations.length === 0) return;
  const errors = violations.map(({ path, message }) => ({ path: path === '' ? 'output' : `output.${path}`, message }));
  throw new InvalidRequest(`The output does not fit the form of the manual task "${task.title}".`, errors);
}
