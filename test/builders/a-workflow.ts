import { machineArn } from '../../infra/local/open-engine.ts';
import type { Caller, Json } from './a-caller.ts';
import { until } from './until.ts';

const TAGS = { 'agent-sessions:tenant': 'demo' };
const common = {
  'jobKey.$': '$$.Execution.Input.jobKey',
  state: { 'name.$': '$$.State.Name', 'enteredTime.$': '$$.State.EnteredTime', 'retry.$': '$$.State.RetryCount' },
  'token.$': '$$.Task.Token',
};

/** A state that waits for `run-agent` or `open-manual-task`. */
export function asks(FunctionName: string, payload: Json, more: Json = {}): Json {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    TimeoutSeconds: 600,
    Parameters: { FunctionName, Payload: { ...common, ...payload } },
    End: true,
    ...more,
  };
}

/** A tenant's state machine of these states, in which each but the last leads to the next. */
export function aMachine(states: Record<string, Json>, more: Json = {}, tags: Record<string, string> = TAGS): Json {
  const names = Object.keys(states);
  const States = Object.fromEntries(
    names.map((name, at) => {
      const { End: _end, ...state } = states[name];
      const next = names[at + 1];
      if ('Next' in state || state.Type === 'Fail' || state.Type === 'Succeed') return [name, state];
      return [name, next === undefined ? { ...state, End: true } : { ...state, Next: next }];
    }),
  );
  return { definition: { QueryLanguage: 'JSONPath', StartAt: names[0], States, ...more }, tags };
}

/** Registers a state machine of the laptop; answers the workflow's id. */
export async function aWorkflow(caller: Caller, machine: string, more: Json = {}): Promise<string> {
  const definition = { name: machine, stateMachineArn: machineArn(machine), ...more };
  return (await caller.ask('POST', '/workflows', definition, 201)).workflowId;
}

/** Runs a workflow; answers the job. */
export async function runs(caller: Caller, workflowId: string, input: Json = {}): Promise<Json> {
  return caller.ask('POST', `/workflows/${workflowId}/run`, { input }, 201);
}

/** The job once it is as wanted: by default, once it has ended. */
export async function jobOnce(
  caller: Caller,
  jobId: string,
  isWanted: (job: Json) => boolean = ({ status }) => status !== 'RUNNING',
): Promise<Json> {
  let last: Json;
  return until(
    async () => {
      last = await caller.ask('GET', `/jobs/${jobId}`);
      return isWanted(last) ? last : undefined;
    },
    () => `another state of the job than ${JSON.stringify(last)}`,
  );
}

/** The one open task of this job. */
export async function taskOf(caller: Caller, jobId: string): Promise<Json> {
  return until(
    async () =>
      (await caller.ask('GET', '/manual-tasks?limit=100')).items.find(({ origin }: Json) => origin.id === jobId),
    () => `a task of the job ${jobId}`,
  );
}
