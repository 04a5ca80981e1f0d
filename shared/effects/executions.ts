import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { SessionKey } from '../storage/control-store.ts';

export type Executions = ReturnType<typeof executions>;

/** The Step Functions executions of sessions: one per run, named `<sessionId>.<run>`. Every call may be repeated. */
export function executions(deps: { stepFunctions: SFNClient; stateMachineArn: string }) {
  return {
    /** Starts a run; a run that exists, or existed, by that name counts as started (P9). */
    async start(key: SessionKey, run: number): Promise<void> {
      const input = JSON.stringify({ ...key, run, loop: 0, backOffs: 0 });
      const command = new StartExecutionCommand({
        stateMachineArn: deps.stateMachineArn,
        name: nameOf(key, run),
        input,
      });
      await deps.stepFunctions.send(command).catch(unless(ExecutionAlreadyExists));
    },

    async stop(key: SessionKey, run: number): Promise<void> {
      const machine = deps.stateMachineArn.replace(':stateMachine:', ':execution:');
      const command = new StopExecutionCommand({
        executionArn: `${machine}:${nameOf(key, run)}`,
        cause: 'Replaced by a newer run, or the session was deleted.',
      });
      await deps.stepFunctions.send(command).catch(unless(ExecutionDoesNotExist));
    },

    /** Ends a wait. That its token is used or expired is proof of nothing, and done all the same (P9). */
    async sendToken(taskToken: string): Promise<void> {
      const command = new SendTaskSuccessCommand({ taskToken, output: '{}' });
      await deps.stepFunctions.send(command).catch(unless(TaskTimedOut, TaskDoesNotExist, InvalidToken));
    },
  };
}

function nameOf(key: SessionKey, run: number): string {
  return `${key.sessionId}.${run}`;
}

function unless(...harmless: (abstract new (...args: never[]) => Error)[]) {
  return (error: unknown): void => {
    if (!harmless.some((kind) => error instanceof kind)) throw error;
  };
}
