/**
 * The Context Object (`$$`). The library evaluates a state's Parameters once, and knows neither tokens nor states; what differs
 * by state or attempt is therefore a marker first, and filled in when the attempt begins. `$$.Execution` is renamed when a
 * definition is loaded, because the library overwrites it with the input and time of its own run.
 */
const MARKERS = {
  token: '@@local-sfn-task-token@@',
  stateName: '@@local-sfn-state-name@@',
  enteredTime: '@@local-sfn-entered-time@@',
  retryCount: '@@local-sfn-retry-count@@',
};

const RENAMED_EXECUTION = 'StartedExecution';

export type ExecutionFacts = {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  /** ms since 1970 */
  startDate: number;
  /** The execution's input, JSON text: read when a path asks for it, so that waiting executions do not hold it. */
  readInput: () => string;
};

/** What `$$` holds while one execution runs. */
export function contextObject({ executionArn, stateMachineArn, name, startDate, readInput }: ExecutionFacts) {
  const execution = {
    Id: executionArn,
    Name: name,
    StartTime: new Date(startDate).toISOString(),
    RoleArn: 'arn:aws:iam::000000000000:role/local',
    RedriveCount: 0,
    get Input(): unknown {
      return JSON.parse(readInput());
    },
  };
  return {
    [RENAMED_EXECUTION]: execution,
    StateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':').at(-1) },
    State: { Name: MARKERS.stateName, EnteredTime: MARKERS.enteredTime, RetryCount: MARKERS.retryCount },
    Task: { Token: MARKERS.token },
  };
}

/** Makes a path of a definition point to where `contextObject` keeps the execution. */
export const renameExecution = (path: string): string =>
  path.replaceAll(/\$\$\.Execution\b/g, `$$$$.${RENAMED_EXECUTION}`);

/** Whether this text asks for something that is only known when an attempt begins. */
export const asksForAttempt = (text: string): boolean => /\$\$\.(State|Task)\b/.test(text);

export type AttemptFacts = { token: string | undefined; stateName: string; enteredAt: number; retryCount: number };

/** Puts the attempt's token, number, state and time into JSON text made with the markers. */
export function fillAttempt(json: string, { token, stateName, enteredAt, retryCount }: AttemptFacts): string {
  const inText = (value: string) => JSON.stringify(value).slice(1, -1);
  return json
    .replaceAll(MARKERS.token, () => token ?? '')
    .replaceAll(MARKERS.stateName, () => inText(stateName))
    .replaceAll(MARKERS.enteredTime, () => new Date(enteredAt).toISOString())
    .replaceAll(`"${MARKERS.retryCount}"`, () => String(retryCount))
    .replaceAll(MARKERS.retryCount, () => String(retryCount));
}
