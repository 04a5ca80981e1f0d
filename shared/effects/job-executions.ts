import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { JobHead } from '../domain/workflow/job-control.ts';
import { type JobStatus, jobStatusSchema } from '../domain/workflow/job-status.ts';

export type JobExecutions = ReturnType<typeof jobExecutions>;

/** An error as Step Functions tells it. */
export type ExecutionFailure = { error: string; cause: string };
export type ExecutionState = { status: JobStatus; input?: string; output?: string; error?: string; cause?: string };
type Machine = Pick<JobHead, 'stateMachineArn' | 'jobId'>;

/** A cause that Step Functions takes, in characters (its quota). */
const LONGEST_CAUSE = 32_768;
/** Why a start fails that no further try would help. */
const HOPELESS =
  /^(StateMachineDoesNotExist|StateMachineDeleting|InvalidArn|InvalidExecutionInput|AccessDenied(Exception)?|ValidationException)$/;

/** The Step Functions executions of jobs: one each, named by the job's id. Every call may be repeated. */
export function jobExecutions({ stepFunctions }: { stepFunctions: SFNClient }) {
  return {
    /** An execution that exists, or existed, by that name counts as started (P9). Answers why it can never start. */
    async start({ stateMachineArn, jobId }: Machine, input: string): Promise<ExecutionFailure | undefined> {
      try {
        await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name: jobId, input }));
        return undefined;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (error.name === 'ExecutionAlreadyExists') return undefined;
        if (HOPELESS.test(error.name)) return { error: error.name, cause: error.message };
        throw error;
      }
    },

    /** `undefined`: Step Functions has no such execution, or has it no more. */
    async describe(machine: Machine): Promise<ExecutionState | undefined> {
      try {
        const command = new DescribeExecutionCommand({ executionArn: executionArnOf(machine) });
        const { status, input, output, error, cause } = await stepFunctions.send(command);
        // PENDING_REDRIVE: it goes on when somebody redrives it.
        return { status: jobStatusSchema.catch('RUNNING').parse(status), input, output, error, cause };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },

    /** Gives a waiting state its result. That the token is used or expired is proof of nothing, and done all the same (P9). */
    async succeed(taskToken: string, output: string): Promise<void> {
      await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output })).catch(unlessTokenIsOver);
    },

    async fail(taskToken: string, { error, cause }: ExecutionFailure): Promise<void> {
      const command = new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, LONGEST_CAUSE) });
      await stepFunctions.send(command).catch(unlessTokenIsOver);
    },
  };
}

/** The ARN of a job's execution. */
export function executionArnOf({ stateMachineArn, jobId }: Machine): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${jobId}`;
}

function unlessTokenIsOver(error: unknown): void {
  const isOver = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some((kind) => error instanceof kind);
  if (!isOver) throw error;
}
