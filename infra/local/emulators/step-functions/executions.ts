import type { End, ExecutionRow, ExecutionStore } from './execution-store.ts';
import type { LoadedMachine } from './load-state-machine.ts';
import type { Outcome } from './outcome.ts';
import type { TaskServices } from './perform-task.ts';
import { type RunningExecution, runExecution } from './run-execution.ts';
import { ServiceError } from './service-error.ts';

export type ExecutionsDeps = {
  machines: ReadonlyMap<string, LoadedMachine>;
  store: ExecutionStore;
  services: TaskServices;
  timeoutError: () => Promise<Error>;
  onStatusChange: (row: ExecutionRow) => void;
};

export type Executions = {
  /** Starts an execution, or finds the open one of the same name and input. */
  start: (request: { stateMachineArn: string; name: string; input: string }) => ExecutionRow;
  find: (executionArn: string) => ExecutionRow;
  /** Ends it as ABORTED; one that has ended stays as it is. */
  abort: (executionArn: string, outcome: Outcome | undefined) => ExecutionRow;
  /** Goes on with every execution that was open when the process died. */
  resume: () => Promise<void>;
  suspend: () => void;
};

export function createExecutions({
  machines,
  store,
  services,
  timeoutError,
  onStatusChange,
}: ExecutionsDeps): Executions {
  const running = new Map<string, RunningExecution>();

  const finish = (executionArn: string, end: End) => {
    running.delete(executionArn);
    store.end(executionArn, end);
    onStatusChange(find(executionArn));
  };
  const run = (machine: LoadedMachine, { input: _, output: __, ...row }: ExecutionRow) => {
    const onEnd = (end: End) => finish(row.executionArn, end);
    const execution = runExecution({ machine, row, store, services, timeoutError, onEnd });
    running.set(row.executionArn, execution);
    return execution.entered;
  };
  const find = (executionArn: string) => {
    const row = store.find(executionArn);
    if (row === undefined)
      throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return row;
  };
  const start: Executions['start'] = ({ stateMachineArn, name, input }) => {
    const machine = machines.get(stateMachineArn);
    if (machine === undefined) {
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    }
    const executionArn = executionArnOf(stateMachineArn, name);
    const existing = store.find(executionArn);
    if (existing !== undefined) return sameOrRefuse(existing, input);
    const startDate = services.clock.now();
    store.insert({ executionArn, stateMachineArn, name, startDate, input, state: machine.startAt });
    const row = find(executionArn);
    onStatusChange(row);
    void run(machine, row);
    return row;
  };
  const resumeOne = (executionArn: string) => {
    const row = find(executionArn);
    const machine = machines.get(row.stateMachineArn);
    const lost = reasonNotToResume(row, machine);
    if (machine !== undefined && lost === undefined) return run(machine, row);
    const outcome = { error: 'LocalRestart', cause: lost ?? '' };
    return finish(executionArn, { status: 'ABORTED', stopDate: services.clock.now(), outcome });
  };

  return {
    start,
    find,
    abort: (executionArn, outcome) => {
      const row = find(executionArn);
      running.get(executionArn)?.end({ status: 'ABORTED', outcome });
      return row.stopDate === null ? find(executionArn) : row;
    },
    resume: async () => {
      await Promise.all(store.listOpen().map(resumeOne));
    },
    suspend: () => {
      for (const execution of running.values()) execution.suspend();
      running.clear();
    },
  };
}

const executionArnOf = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

function sameOrRefuse(existing: ExecutionRow, input: string): ExecutionRow {
  if (existing.status === 'RUNNING' && existing.input === input) return existing;
  const why = existing.status === 'RUNNING' ? 'is open with another input' : 'has ended';
  throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${existing.executionArn}' ${why}.`);
}

function reasonNotToResume(row: ExecutionRow, machine: LoadedMachine | undefined): string | undefined {
  if (machine === undefined) return 'Its state machine does not exist any more.';
  if (row.progress?.phase === 'NESTED') return 'The process ended while it was inside Parallel or Map.';
  return undefined;
}
