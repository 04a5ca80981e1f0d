import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { AdvanceOutput, NextState } from '../contracts/run-payload.ts';

/** With these a run ends, and its execution with success. */
const ENDS = new Set<NextState>(['HIBERNATE', 'ROLL_OVER', 'COMPLETED', 'CANCELED', 'SUPERSEDED']);

/**
 * Gives a run's execution the answer of Advance, by the token of its state: success ends it there and then, without a further state
 * to pay for; an error named like the next state leads to it. A token that is used or expired: the answer was heard already, or
 * another attempt is under way.
 */
export function answerRun({ stepFunctions }: { stepFunctions: SFNClient }) {
  return async (taskToken: string, output: AdvanceOutput): Promise<void> => {
    const text = JSON.stringify(output);
    const answered = ENDS.has(output.next)
      ? stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: text }))
      : stepFunctions.send(new SendTaskFailureCommand({ taskToken, error: output.next, cause: text }));
    await answered.then(
      () => undefined,
      (error: unknown) => {
        const isDone = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some((kind) => error instanceof kind);
        if (!isDone) throw error;
      },
    );
  };
}
