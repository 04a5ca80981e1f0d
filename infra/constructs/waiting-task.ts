import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  IntegrationPattern,
  JitterType,
  JsonPath,
  QueryLanguage,
  TaskInput,
  type TaskStateJsonPathBaseProps,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Step Functions' own limit is a year for the whole execution. */
const LONGEST_WAIT = Duration.days(365);
/** What comes back as the task's own failure, or would be refused again: another attempt changes nothing. */
const FINAL_ERRORS = [
  'AgentSession.Failed',
  'AgentSession.Canceled',
  'AgentSession.AgentNotFound',
  'AgentSession.InvalidInput',
  'AgentSession.InvalidJobKey',
  'AgentSession.TooDeep',
  'AgentSession.TooManySessions',
];

export type WaitingTaskProps = Pick<
  TaskStateJsonPathBaseProps,
  'comment' | 'stateName' | 'inputPath' | 'outputPath' | 'resultPath' | 'resultSelector'
> & {
  /** Longest time until the result is there, after which the state fails with `States.Timeout`. Default: 365 days. */
  taskTimeout?: Timeout;
  /**
   * Tells several calls of the same state apart that begin in the same millisecond: needed inside a Map, where it is
   * usually the item's index, which the Map's `itemSelector` takes from `$$.Map.Item.Index`.
   */
  key?: string;
};

type Details = { lambdaFunction: IFunction; payload: Record<string, unknown> };

/**
 * A state that hands work over and waits by task token until its result is there, at no cost meanwhile. Which job it
 * belongs to is in the execution's own input, never in the definition.
 */
export abstract class WaitingTask extends LambdaInvoke {
  constructor(scope: Construct, id: string, props: WaitingTaskProps, { lambdaFunction, payload }: Details) {
    const { key, taskTimeout = Timeout.duration(LONGEST_WAIT), ...settings } = props;
    super(scope, id, {
      ...settings,
      taskTimeout,
      lambdaFunction,
      queryLanguage: QueryLanguage.JSON_PATH,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      retryOnServiceExceptions: false,
      payload: TaskInput.fromObject({
        jobKey: JsonPath.stringAt('$$.Execution.Input.jobKey'),
        ...withoutUndefined({ ...payload, key }),
        state: {
          name: JsonPath.stateName,
          enteredTime: JsonPath.stateEnteredTime,
          retry: JsonPath.numberAt('$$.State.RetryCount'),
        },
        token: JsonPath.taskToken,
      }),
    });
    this.addRetry({ errors: FINAL_ERRORS, maxAttempts: 0 });
    // A repeat finds what was begun before. At most 1+2+4+8+16 = 31 s, half of it on average.
    this.addRetry({
      errors: ['States.TaskFailed'],
      interval: Duration.seconds(1),
      backoffRate: 2,
      maxDelay: Duration.seconds(30),
      maxAttempts: 5,
      jitterStrategy: JitterType.FULL,
    });
  }
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
