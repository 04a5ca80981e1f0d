import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';
import type { spawn } from './process.ts';
import type { Timer } from './timer-queue.ts';
import { note, type World } from './world.ts';

export type Payload = Record<string, unknown>;
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

export type Execution = {
  readonly name: string;
  readonly sessionId: string;
  readonly run: number;
  readonly input: Payload;
  status: ExecutionStatus;
  /** Grows when the execution goes on: who reports of an earlier attempt is not heard. */
  attempt: number;
  token: string | undefined;
  timer: Timer | undefined;
  killer: Timer | undefined;
};

/** What the state machine's functions are. */
export type MachineFunctions = {
  advance: (event: Payload) => Parameters<typeof spawn<AdvanceOutput>>[2];
  park: (event: Payload) => Parameters<typeof spawn<void>>[2];
  /** Told when an execution has failed or was aborted; the event may get lost on the way. */
  statusChanged: (event: { status: ExecutionStatus; input: Payload }) => void;
};

/** Every execution of a simulation. */
export type Executions = {
  readonly world: World;
  readonly functions: MachineFunctions;
  readonly all: Map<string, Execution>;
  /** Open task tokens, and what goes on when one is sent. */
  readonly tokens: Map<string, () => void>;
  tokenCount: number;
};

/** The execution leaves what it was in: its token and its timer are worth nothing any more. */
export function moveOn({ tokens }: Executions, execution: Execution): number {
  if (execution.token !== undefined) tokens.delete(execution.token);
  execution.token = undefined;
  if (execution.timer !== undefined) execution.timer.canceled = true;
  execution.timer = undefined;
  execution.attempt += 1;
  return execution.attempt;
}

export function isCurrent(execution: Execution, attempt: number): boolean {
  return execution.status === 'RUNNING' && execution.attempt === attempt;
}

export function endExecution(executions: Executions, execution: Execution, status: ExecutionStatus): void {
  if (execution.status !== 'RUNNING') return;
  moveOn(executions, execution);
  execution.status = status;
  if (execution.killer !== undefined) execution.killer.canceled = true;
  note(executions.world, execution.name, status);
  if (status !== 'SUCCEEDED') executions.functions.statusChanged({ status, input: execution.input });
}
