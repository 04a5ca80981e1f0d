import type { LocalService } from '../local-service.ts';
import type { ExecutionRow, ExecutionStore } from './execution-store.ts';
import { createExecutions, type Executions } from './executions.ts';
import type { LambdaFunctions } from './lambda-call.ts';
import { timeoutError } from './library-timeout.ts';
import { loadStateMachine } from './load-state-machine.ts';
import { createMachineCatalog, type MachineCatalog, type Tags } from './machine-catalog.ts';
import { checkJson, checkName, type OperationName, readRequest, requestSchemas } from './requests.ts';
import { answerRequests } from './service-protocol.ts';
import { type StatusChangeEvent, statusChangeEvent } from './status-change-event.ts';
import { createTaskTokens, type TaskTokens } from './task-tokens.ts';
import { type Buckets, createThrottle } from './throttle.ts';
import type { SetTimer } from './timers.ts';

export type StepFunctionsOptions = {
  /** Definitions by state machine ARN, names of functions filled in (`fillSubstitutions`). */
  definitions: Record<string, unknown>;
  /** ARNs of machines that are known to be valid Amazon States Language; the others are validated, which takes 0.3 s. */
  known?: readonly string[];
  /** Tags by state machine ARN; a machine without has none. */
  tags?: Record<string, Tags>;
  /** Lambda functions by the name that the definitions use. What they throw becomes Error and Cause. */
  functions: LambdaFunctions;
  /** Gets EventBridge's event whenever an execution starts or ends. Must not throw. */
  onStatusChange: (event: StatusChangeEvent) => void;
  /** Keeps executions over a restart; closed with this. */
  store: ExecutionStore;
  clock: { now: () => number };
  setTimer: SetTimer;
  /** Makes a unique text: for task tokens, event ids and executions without a name. */
  newToken: () => string;
  /** 0 to 1, for retry jitter. */
  random: () => number;
  /** Request quotas; none by default. */
  buckets?: Buckets;
};

export type StepFunctions = {
  service: LocalService;
  /** Stops without ending anything: what is open goes on when the store is opened again. */
  close: () => void;
};

/** Starts the laptop's Step Functions; every execution that the store has open goes on where it was. */
export async function openStepFunctions(options: StepFunctionsOptions): Promise<StepFunctions> {
  const { definitions, known = [], functions, onStatusChange, store, clock, setTimer, newToken, random } = options;
  const loaded = await Promise.all(
    Object.entries(definitions).map(([arn, source]) => loadStateMachine(arn, source, { known: known.includes(arn) })),
  );
  const machines = new Map(loaded.map((machine) => [machine.arn, machine]));
  const tokens = createTaskTokens(newToken);
  const executions = createExecutions({
    machines,
    store,
    services: { clock, setTimer, functions, tokens, random },
    timeoutError,
    onStatusChange: (row) => onStatusChange(statusChangeEvent(row, newToken(), clock.now())),
  });
  store.purge(clock.now());
  await executions.resume();
  const catalog = createMachineCatalog({ machines, tags: options.tags ?? {}, createdAt: clock.now() });
  const operations = describeOperations({ executions, catalog, tokens, newToken });
  return {
    service: answerRequests(operations, createThrottle(options.buckets ?? {}, clock)),
    close: () => {
      executions.suspend();
      store.close();
    },
  };
}

type OperationDeps = {
  executions: Executions;
  catalog: MachineCatalog;
  tokens: TaskTokens;
  newToken: () => string;
};

function describeOperations({
  executions,
  catalog,
  tokens,
  newToken,
}: OperationDeps): Record<OperationName, (body: string) => object> {
  return {
    StartExecution: (body) => {
      const { stateMachineArn, name = newToken(), input } = readRequest(requestSchemas.StartExecution, body);
      checkName(name);
      checkJson(input, 'InvalidExecutionInput', 'The input');
      const { executionArn, startDate } = executions.start({ stateMachineArn, name, input });
      return { executionArn, startDate: startDate / 1_000 };
    },
    StopExecution: (body) => {
      const { executionArn, error = '', cause = '' } = readRequest(requestSchemas.StopExecution, body);
      const { stopDate } = executions.abort(executionArn, { error, cause });
      return { stopDate: (stopDate ?? 0) / 1_000 };
    },
    DescribeExecution: (body) => {
      return describeExecution(executions.find(readRequest(requestSchemas.DescribeExecution, body).executionArn));
    },
    DescribeStateMachine: (body) => {
      return catalog.describe(readRequest(requestSchemas.DescribeStateMachine, body).stateMachineArn);
    },
    ListTagsForResource: (body) => {
      return catalog.listTags(readRequest(requestSchemas.ListTagsForResource, body).resourceArn);
    },
    SendTaskSuccess: (body) => {
      const { taskToken, output } = readRequest(requestSchemas.SendTaskSuccess, body);
      checkJson(output, 'InvalidOutput', 'The output');
      tokens.settle(taskToken, { output });
      return {};
    },
    SendTaskFailure: (body) => {
      const { taskToken, error, cause } = readRequest(requestSchemas.SendTaskFailure, body);
      tokens.settle(taskToken, { error, cause });
      return {};
    },
  };
}

function describeExecution(row: ExecutionRow): object {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = row;
  return {
    ...{ executionArn, stateMachineArn, name, status, startDate: startDate / 1_000, input },
    inputDetails: { included: true },
    ...(stopDate !== null && { stopDate: stopDate / 1_000 }),
    ...(output !== null && { output, outputDetails: { included: true } }),
    ...(error !== null && { error }),
    ...(cause !== null && { cause }),
    redriveCount: 0,
  };
}
